ALTER TABLE tasks ALTER COLUMN priority TYPE text;
DROP TYPE priority;
CREATE TYPE priority AS ENUM ('low', 'middle', 'high');
ALTER TABLE tasks ALTER COLUMN priority TYPE priority USING priority::priority;

CREATE TYPE size.target AS (lead integer);
CREATE TYPE size.mood AS ENUM ('bad', 'good', 'new');
ALTER TABLE refs ALTER COLUMN bin TYPE size.target USING bin::text::size.target;
ALTER TABLE refs ALTER COLUMN moods TYPE size.mood[] USING moods::text::size.mood[];
DROP TYPE target;
DROP TYPE mood;

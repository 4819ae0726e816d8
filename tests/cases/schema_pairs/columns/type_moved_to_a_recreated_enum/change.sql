ALTER TYPE status RENAME TO status_before;
CREATE TYPE status AS ENUM ('new', 'old');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT, ALTER COLUMN history DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE status USING status::text::status, ALTER COLUMN history TYPE status[] USING history::text[]::status[];
ALTER TABLE returns ALTER COLUMN status TYPE status USING status::text::status;
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'new', ALTER COLUMN history SET DEFAULT '{new}';
DROP TYPE status_before;

-- by way of text, as a desired schema is reached
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT, ALTER COLUMN status TYPE text;
ALTER TABLE orders ALTER COLUMN was TYPE text[] USING was::text[];
DROP TYPE status;
CREATE TYPE status AS ENUM ('new', 'paid');
ALTER TABLE orders ALTER COLUMN status TYPE status USING status::status;
ALTER TABLE orders ALTER COLUMN was TYPE status[] USING was::status[];
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'new';

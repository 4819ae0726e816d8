ALTER TYPE status RENAME TO status_old;
CREATE TYPE status AS ENUM ('new', 'paid');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE status USING status::text::status;
ALTER TABLE orders ALTER COLUMN was TYPE status[] USING was::text::status[];
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'new';
DROP TYPE status_old;

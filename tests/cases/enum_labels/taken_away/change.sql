ALTER TYPE status RENAME TO status_old;
CREATE TYPE status AS ENUM ('new', 'sent', 'it''s "paid"');
COMMENT ON TYPE status IS 'of an order';
REVOKE USAGE ON TYPE status FROM PUBLIC;
DROP INDEX unsent;
ALTER TABLE orders DROP CONSTRAINT orders_check;
ALTER TABLE orders
    ALTER COLUMN status DROP DEFAULT, ALTER COLUMN was DROP DEFAULT,
    ALTER COLUMN status TYPE status USING status::text::status,
    ALTER COLUMN was TYPE status[] USING was::text[]::status[],
    ALTER COLUMN status SET DEFAULT 'sent', ALTER COLUMN was SET DEFAULT '{new}';
ALTER TABLE orders ADD CONSTRAINT orders_check CHECK (status <> 'sent' OR note IS NOT NULL);
CREATE INDEX unsent ON orders (id) WHERE status = 'new';
ALTER TABLE "My ""T" ALTER COLUMN "va%lue" TYPE status USING "va%lue"::text::status;
DROP TYPE status_old;

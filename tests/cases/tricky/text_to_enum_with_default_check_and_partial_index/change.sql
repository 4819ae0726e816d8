CREATE TYPE order_status AS ENUM ('new', 'paid', 'sent', 'lost & found');
DROP INDEX open_orders;
ALTER TABLE orders DROP CONSTRAINT known_status;
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE order_status USING status::order_status;
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'new';
CREATE INDEX open_orders ON orders (total) WHERE status <> 'sent';

CREATE TYPE order_status AS ENUM ('draft', 'new', 'paid');
ALTER TABLE orders ALTER COLUMN status TYPE order_status USING status::text::order_status;
DROP TYPE "Status";

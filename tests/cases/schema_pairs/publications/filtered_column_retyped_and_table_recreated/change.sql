ALTER PUBLICATION open_orders DROP TABLE orders;
ALTER TABLE orders ALTER COLUMN state TYPE bigint;
ALTER TABLE orders RENAME COLUMN note TO remark;
ALTER PUBLICATION open_orders ADD TABLE orders (id, state) WHERE (state < 3);

ALTER TABLE orders ADD COLUMN tier json;
UPDATE orders SET tier = (SELECT c.tier FROM customers AS c WHERE c.id = orders.customer);
ALTER TABLE customers DROP COLUMN tier;

ALTER TABLE items DROP COLUMN price;
ALTER TABLE items RENAME CONSTRAINT items_stock_not_null TO items_price_not_null;
ALTER TABLE items ADD COLUMN depth bigint CONSTRAINT items_stock_not_null NOT NULL DEFAULT 0;
ALTER TABLE items RENAME CONSTRAINT items_one_not_null TO free;
ALTER TABLE items RENAME CONSTRAINT items_two_not_null TO items_one_not_null;
ALTER TABLE items RENAME CONSTRAINT free TO items_two_not_null;
ALTER TABLE items RENAME CONSTRAINT items_three_not_null TO items_four_not_null;
ALTER TABLE items ADD COLUMN four text CONSTRAINT items_three_not_null NOT NULL DEFAULT '';

CREATE TABLE stock (sku text NOT NULL, place text NOT NULL, amount integer, CONSTRAINT stock_sku_place UNIQUE (sku, place));
CREATE UNIQUE INDEX stock_place_sku ON stock (place, sku) INCLUDE (amount);
ALTER TABLE stock REPLICA IDENTITY USING INDEX stock_sku_place;

ALTER TABLE prices RENAME TO all_prices;
CREATE VIEW prices AS SELECT id, amount FROM all_prices WHERE valid_until IS NULL;
CREATE OR REPLACE VIEW cheap AS SELECT id FROM prices WHERE amount < 10;

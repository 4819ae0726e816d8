ALTER TABLE items ALTER COLUMN count TYPE bigint;

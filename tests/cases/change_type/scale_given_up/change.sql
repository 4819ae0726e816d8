ALTER TABLE items ALTER COLUMN price TYPE numeric;

ALTER TABLE items ALTER COLUMN price TYPE numeric(14, 2);

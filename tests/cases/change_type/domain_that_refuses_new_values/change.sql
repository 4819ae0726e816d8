ALTER TABLE items ALTER COLUMN n TYPE numeric(12, 2) USING n::numeric(12, 2);

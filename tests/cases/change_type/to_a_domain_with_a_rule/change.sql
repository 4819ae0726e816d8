ALTER TABLE items ALTER COLUMN amount TYPE positive;
ALTER TABLE items ALTER COLUMN size TYPE bigint;

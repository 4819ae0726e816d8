ALTER TABLE items ALTER COLUMN amount TYPE amount;

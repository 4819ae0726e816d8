UPDATE items SET name = 'unnamed' WHERE name IS NULL;
ALTER TABLE items ALTER COLUMN name SET NOT NULL;

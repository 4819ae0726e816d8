ALTER TABLE items ADD COLUMN tag text;

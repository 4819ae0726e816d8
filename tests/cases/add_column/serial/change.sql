ALTER TABLE items ADD COLUMN number serial;

ALTER TABLE items ADD COLUMN seen integer DEFAULT 1;
UPDATE items SET seen = seen + id;

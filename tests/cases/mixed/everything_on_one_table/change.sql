ALTER TABLE items ADD COLUMN status text NOT NULL DEFAULT 'new', ADD COLUMN token uuid DEFAULT gen_random_uuid();
UPDATE items SET status = 'done' WHERE price > 1;
ALTER TABLE items ADD CONSTRAINT status_known CHECK (status IN ('new', 'done'));
DROP INDEX old;
CREATE INDEX items_status ON items (status) INCLUDE (price);
ALTER TABLE items ALTER COLUMN price TYPE numeric(12, 2);
ALTER TABLE items DROP COLUMN note;
CREATE VIEW done AS SELECT id, name FROM items WHERE status = 'done';

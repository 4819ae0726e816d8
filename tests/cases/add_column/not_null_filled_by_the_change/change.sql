ALTER TABLE items ADD COLUMN shout text;
UPDATE items SET shout = upper(coalesce(name, ''));
ALTER TABLE items ALTER COLUMN shout SET NOT NULL;

ALTER TABLE items RENAME COLUMN name TO title;
ALTER TABLE items ADD COLUMN colour text DEFAULT 'red' NOT NULL;
CREATE INDEX items_title ON items (title);
ALTER TABLE items ADD CONSTRAINT c CHECK (title <> 'x');

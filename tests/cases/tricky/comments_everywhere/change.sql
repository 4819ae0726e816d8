ALTER TABLE notes ALTER COLUMN stars TYPE bigint;
ALTER TABLE notes ALTER COLUMN id TYPE bigint;
COMMENT ON COLUMN notes.stars IS 'more stars';
ALTER TABLE notes DROP COLUMN body;
COMMENT ON TABLE notes IS NULL;
ALTER INDEX notes_stars RENAME TO notes_by_stars;
ALTER TABLE notes ADD COLUMN title text;
COMMENT ON COLUMN notes.title IS 'title';

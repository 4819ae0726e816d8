ALTER TABLE measures NOT OF;
ALTER TABLE measures ADD COLUMN note text;

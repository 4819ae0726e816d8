ALTER TABLE parts DROP COLUMN area;
ALTER TABLE parts ALTER COLUMN width TYPE integer;
ALTER TABLE parts ADD COLUMN area integer GENERATED ALWAYS AS (width * height) STORED;

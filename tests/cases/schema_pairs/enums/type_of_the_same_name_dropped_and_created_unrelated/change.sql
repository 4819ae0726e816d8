ALTER TABLE pets DROP COLUMN kind;
DROP TYPE kind;
CREATE TYPE kind AS (genus text, species text);
ALTER TABLE pets ADD COLUMN kind kind DEFAULT ROW('felis', 'it''s "unknown"');

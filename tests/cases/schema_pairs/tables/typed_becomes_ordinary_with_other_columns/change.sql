DROP TABLE measures;
CREATE TABLE measures (note text, value bigint);
ALTER TABLE weights NOT OF;
ALTER TABLE weights DROP COLUMN kilos;
ALTER TABLE weights ADD COLUMN value integer, ADD COLUMN size text COLLATE "C";
ALTER TABLE weights OF measure;

CREATE TABLE keyed (id integer PRIMARY KEY, v text);
CREATE TABLE heaped (v text);
CREATE TABLE indexed (a integer NOT NULL, b integer NOT NULL);
CREATE UNIQUE INDEX indexed_b ON indexed (b);
CREATE TABLE silent (id integer PRIMARY KEY);
ALTER TABLE silent REPLICA IDENTITY NOTHING;

CREATE TABLE big (id integer PRIMARY KEY, v text);
CREATE INDEX ON big (v);
CREATE INDEX ON big (v);
CREATE INDEX ON big (v);

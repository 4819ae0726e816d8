CREATE TABLE parted (id integer NOT NULL, note text) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100);
CREATE INDEX parted_note ON parted (note);
CREATE TABLE plain (id integer PRIMARY KEY, note text);
CREATE MATERIALIZED VIEW notes AS SELECT note FROM plain;
CREATE MATERIALIZED VIEW "it's ""read""" AS SELECT id FROM plain;
CREATE UNIQUE INDEX ON "it's ""read""" (id);

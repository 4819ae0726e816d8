CREATE SCHEMA data;
CREATE SCHEMA api;
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TABLE entries (id serial PRIMARY KEY, kind kind NOT NULL DEFAULT 'a', label text);
CREATE FUNCTION is_a(kind) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 = 'a'::kind;
ALTER TABLE entries ADD CONSTRAINT labelled CHECK (is_a(kind) OR label IS NOT NULL);
CREATE INDEX entries_a ON entries (label) WHERE is_a(kind);
CREATE VIEW a_entries AS SELECT id, label FROM entries WHERE is_a(kind);
CREATE MATERIALIZED VIEW entry_kinds AS SELECT kind, count(*) AS n FROM entries GROUP BY kind;

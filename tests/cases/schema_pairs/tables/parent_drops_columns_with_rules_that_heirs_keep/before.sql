CREATE TABLE base (id integer, kind text NOT NULL DEFAULT 'a' CHECK (kind <> ''), note text);
CREATE INDEX base_kind ON base (kind);
CREATE TABLE derived () INHERITS (base);
CREATE TABLE deeper () INHERITS (derived);
CREATE TABLE beside () INHERITS (base);
CREATE VIEW kinds AS SELECT kind FROM derived;

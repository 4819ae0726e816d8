CREATE TABLE facts (id integer CONSTRAINT facts_key PRIMARY KEY, kind integer);
CREATE INDEX facts_kind ON facts (kind) WITH (fillfactor = 70, deduplicate_items = off);

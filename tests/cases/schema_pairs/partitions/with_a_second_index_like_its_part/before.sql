CREATE TABLE whole (id integer NOT NULL, code text NOT NULL) PARTITION BY LIST (code);
CREATE INDEX by_id ON whole (id);
ALTER TABLE whole ADD CONSTRAINT once UNIQUE (id, code);

CREATE TABLE phases (id integer NOT NULL, price text) PARTITION BY LIST (id);
CREATE INDEX second ON ONLY phases (price);
CREATE INDEX first ON ONLY phases (price);
CREATE INDEX third ON ONLY phases (price);
ALTER TABLE phases ADD CONSTRAINT two UNIQUE (id), ADD CONSTRAINT one UNIQUE (id);

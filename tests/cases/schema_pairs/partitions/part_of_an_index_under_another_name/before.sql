CREATE TABLE phases (id integer NOT NULL, price text) PARTITION BY LIST (id);
CREATE TABLE phases_1 PARTITION OF phases FOR VALUES IN (1);
CREATE TABLE phases_2 PARTITION OF phases FOR VALUES IN (2);
CREATE INDEX score ON ONLY phases (price);
CREATE INDEX weight ON phases_1 (price);
ALTER INDEX score ATTACH PARTITION weight;

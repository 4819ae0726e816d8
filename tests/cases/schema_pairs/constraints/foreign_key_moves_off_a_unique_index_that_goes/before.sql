CREATE TABLE origin (id integer NOT NULL, note text);
CREATE UNIQUE INDEX extra ON origin (id);
ALTER TABLE origin ADD CONSTRAINT origin_pkey PRIMARY KEY (id);
CREATE TABLE city (id integer, total integer CONSTRAINT city_total REFERENCES origin (id) ON DELETE CASCADE);
CREATE TABLE town (id integer);

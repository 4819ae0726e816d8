CREATE TABLE origin (id integer CONSTRAINT origin_pkey PRIMARY KEY, note text);
CREATE TABLE city (total integer);
ALTER TABLE city ADD CONSTRAINT city_total FOREIGN KEY (total) REFERENCES origin (id) NOT VALID;

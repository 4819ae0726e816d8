CREATE TABLE city (id integer NOT NULL, quantity text NOT NULL, at date) PARTITION BY RANGE (id);
CREATE TABLE grade PARTITION OF city FOR VALUES FROM (MINVALUE) TO (100);
CREATE INDEX city_at ON ONLY city (at);
CREATE TABLE apart (id integer NOT NULL, quantity text NOT NULL, at date);

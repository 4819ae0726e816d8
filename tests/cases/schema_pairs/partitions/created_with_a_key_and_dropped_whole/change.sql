CREATE TABLE bin.price (id integer NOT NULL, memo text NOT NULL, UNIQUE (memo, id)) PARTITION BY RANGE (id);
CREATE TABLE bin.stock PARTITION OF bin.price FOR VALUES FROM (MINVALUE) TO (100);

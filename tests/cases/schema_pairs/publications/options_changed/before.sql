CREATE TABLE measures (id integer PRIMARY KEY, v integer) PARTITION BY RANGE (id);
CREATE TABLE measures_1 PARTITION OF measures FOR VALUES FROM (0) TO (100);
CREATE PUBLICATION of_measures FOR TABLE measures WITH (publish = 'insert, delete');
CREATE PUBLICATION empty_one WITH (publish = '');

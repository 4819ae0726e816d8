CREATE TABLE traces (id integer NOT NULL, shard integer NOT NULL) PARTITION BY LIST (shard);
CREATE TABLE traces_1 PARTITION OF traces FOR VALUES IN (1);
CREATE TABLE traces_2 PARTITION OF traces FOR VALUES IN (2);
CREATE INDEX traces_2_id ON traces_2 (id);

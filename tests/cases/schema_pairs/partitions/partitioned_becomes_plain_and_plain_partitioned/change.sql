DROP TABLE inbound;
CREATE TABLE inbound (id integer, day date);
ALTER TABLE outbound RENAME TO outbound_all;
CREATE TABLE outbound (id integer, day date NOT NULL) PARTITION BY RANGE (day);
ALTER TABLE outbound ATTACH PARTITION outbound_all FOR VALUES FROM (MINVALUE) TO (MAXVALUE);

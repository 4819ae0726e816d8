CREATE TABLE inbound (id integer, day date) PARTITION BY RANGE (day);
CREATE TABLE inbound_all PARTITION OF inbound DEFAULT;
CREATE TABLE outbound (id integer, day date NOT NULL);

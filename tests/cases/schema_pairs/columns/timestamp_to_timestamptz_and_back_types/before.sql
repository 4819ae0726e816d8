CREATE TABLE meetings (id integer PRIMARY KEY, starts timestamp, ends timestamptz, span interval, day timestamp(0) DEFAULT '2024-01-01 10:00');

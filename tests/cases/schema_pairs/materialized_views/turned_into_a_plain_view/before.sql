CREATE TABLE temperatures (id integer PRIMARY KEY, place text NOT NULL, celsius numeric(4,1));
CREATE MATERIALIZED VIEW hottest AS SELECT place, max(celsius) AS celsius FROM temperatures GROUP BY place;
CREATE INDEX hottest_celsius ON hottest (celsius DESC NULLS LAST);

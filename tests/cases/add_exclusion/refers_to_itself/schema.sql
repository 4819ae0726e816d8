CREATE TABLE spans (id int PRIMARY KEY, before int REFERENCES spans, during int4range);

CREATE TABLE people (id integer PRIMARY KEY, born date, "Name" text);
ALTER TABLE people REPLICA IDENTITY FULL;
CREATE PUBLICATION adults FOR TABLE people WHERE (born < '2000-01-01');

CREATE TYPE point3 AS (x integer, y integer);
CREATE TABLE corners OF point3 (PRIMARY KEY (x, y));
CREATE TABLE places OF point3 (x WITH OPTIONS DEFAULT 0, CHECK (y > 0));

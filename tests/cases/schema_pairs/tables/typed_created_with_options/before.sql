CREATE TYPE person AS (id integer, name text, born date);
CREATE TABLE registry (code text PRIMARY KEY);

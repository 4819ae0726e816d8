CREATE FUNCTION my_row_number() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
CREATE FUNCTION half(integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'int4abs';
CREATE TABLE runs (id integer PRIMARY KEY, team text);
CREATE VIEW numbered AS SELECT id, my_row_number() OVER (PARTITION BY team ORDER BY id) AS n FROM runs;

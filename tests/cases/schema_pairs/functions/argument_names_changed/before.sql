CREATE FUNCTION area(a double precision, b double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a * b';
CREATE TABLE fields (id integer PRIMARY KEY, w double precision, h double precision, surface double precision GENERATED ALWAYS AS (area(w, h)) STORED);

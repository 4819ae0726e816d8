CREATE TABLE cities (id integer PRIMARY KEY, name text NOT NULL, people bigint);
CREATE FUNCTION big_cities(at_least bigint) RETURNS TABLE (id integer, name text) LANGUAGE sql STABLE
  AS 'SELECT c.id, c.name FROM cities c WHERE c.people >= at_least';
CREATE FUNCTION all_cities() RETURNS SETOF cities LANGUAGE sql STABLE ROWS 5 AS 'SELECT * FROM cities';
CREATE FUNCTION extremes(OUT smallest bigint, OUT largest bigint) LANGUAGE sql STABLE AS 'SELECT min(people), max(people) FROM cities';

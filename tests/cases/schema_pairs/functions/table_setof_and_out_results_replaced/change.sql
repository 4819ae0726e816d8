DROP FUNCTION big_cities(bigint);
CREATE FUNCTION big_cities(at_least bigint) RETURNS TABLE (id integer, name text, "people %" bigint) LANGUAGE sql STABLE
  AS 'SELECT c.id, c.name, c.people FROM cities c WHERE c.people >= at_least';
DROP FUNCTION extremes();
CREATE FUNCTION extremes(INOUT start bigint, OUT smallest bigint, OUT largest bigint) RETURNS record LANGUAGE sql STABLE
  AS 'SELECT start, min(people), max(people) FROM cities';

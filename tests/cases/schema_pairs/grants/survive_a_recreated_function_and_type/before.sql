CREATE TYPE unit AS ENUM ('cm', 'in');
REVOKE USAGE ON TYPE unit FROM PUBLIC;
GRANT USAGE ON TYPE unit TO reader;
CREATE FUNCTION convert_to(amount numeric, unit unit) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT amount';
REVOKE ALL ON FUNCTION convert_to(numeric, unit) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION convert_to(numeric, unit) TO reader;
CREATE TABLE rulers (id integer PRIMARY KEY, unit unit NOT NULL);

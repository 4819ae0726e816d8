CREATE SCHEMA hidden;
CREATE SEQUENCE hidden.counter;
CREATE TYPE hidden.colour AS ENUM ('red');
CREATE DOMAIN hidden.short AS varchar(5);
CREATE FUNCTION hidden.secret(a integer, VARIADIC b text[]) RETURNS text LANGUAGE sql AS 'SELECT ''x''';
CREATE PROCEDURE hidden.act(INOUT a integer) LANGUAGE sql AS 'SELECT 1';
GRANT USAGE ON SCHEMA hidden TO reader;
GRANT USAGE ON SEQUENCE hidden.counter TO reader;
REVOKE USAGE ON TYPE hidden.short FROM PUBLIC;

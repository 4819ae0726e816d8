GRANT CREATE ON SCHEMA hidden TO reader WITH GRANT OPTION;
GRANT SELECT, UPDATE ON SEQUENCE hidden.counter TO reader;
REVOKE USAGE ON SEQUENCE hidden.counter FROM reader;
REVOKE EXECUTE ON FUNCTION hidden.secret(integer, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hidden.secret(integer, text[]) TO reader WITH GRANT OPTION;
REVOKE ALL ON PROCEDURE hidden.act(integer) FROM PUBLIC;
REVOKE USAGE ON TYPE hidden.colour FROM PUBLIC;
GRANT USAGE ON TYPE hidden.colour TO reader;
GRANT USAGE ON DOMAIN hidden.short TO PUBLIC, reader;

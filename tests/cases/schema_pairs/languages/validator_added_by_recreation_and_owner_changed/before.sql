CREATE LANGUAGE plx HANDLER plpgsql_call_handler;
CREATE FUNCTION three() RETURNS integer LANGUAGE plx STABLE AS $$ BEGIN RETURN 3; END $$;
CREATE TABLE threes (id integer PRIMARY KEY, n integer DEFAULT three());

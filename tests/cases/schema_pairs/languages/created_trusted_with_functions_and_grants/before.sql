CREATE LANGUAGE pl_plain HANDLER plpgsql_call_handler;
CREATE FUNCTION two() RETURNS integer LANGUAGE pl_plain AS $$ BEGIN RETURN 2; END $$;

CREATE FUNCTION on_rewrite() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER rewrites ON table_rewrite EXECUTE FUNCTION on_rewrite();
CREATE EVENT TRIGGER starts ON ddl_command_start EXECUTE FUNCTION on_rewrite();
ALTER EVENT TRIGGER starts DISABLE;

DROP EVENT TRIGGER at_end;
DROP EVENT TRIGGER at_drop;
CREATE EVENT TRIGGER at_end ON ddl_command_end WHEN TAG IN ('DROP VIEW') EXECUTE FUNCTION on_ddl();
CREATE EVENT TRIGGER "at ""Start"" %" ON ddl_command_start EXECUTE FUNCTION on_ddl();
COMMENT ON EVENT TRIGGER at_end IS 'it''s for views';

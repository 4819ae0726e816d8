ALTER EXTENSION hstore SET SCHEMA ext;
COMMENT ON EXTENSION hstore IS 'in its own schema';

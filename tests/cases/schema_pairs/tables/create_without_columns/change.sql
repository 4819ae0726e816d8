CREATE TABLE placeholder ();
COMMENT ON TABLE placeholder IS 'no columns yet';

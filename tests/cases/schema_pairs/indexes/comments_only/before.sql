CREATE TABLE rows_of (id integer PRIMARY KEY, a integer UNIQUE);
CREATE INDEX rows_of_a_twice ON rows_of (a);
COMMENT ON INDEX rows_of_a_twice IS 'first';
COMMENT ON INDEX rows_of_pkey IS 'to go';

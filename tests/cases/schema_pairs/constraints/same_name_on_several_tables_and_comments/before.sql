CREATE TABLE cats (id integer, age integer, CONSTRAINT age_ok CHECK (age >= 0));
CREATE TABLE dogs (id integer, age integer, CONSTRAINT age_ok CHECK (age >= 0));
COMMENT ON CONSTRAINT age_ok ON cats IS 'of cats';
COMMENT ON CONSTRAINT age_ok ON dogs IS 'of dogs';

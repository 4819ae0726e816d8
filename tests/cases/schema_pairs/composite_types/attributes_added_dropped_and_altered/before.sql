CREATE TYPE address AS (street text, number integer, zip text);
COMMENT ON COLUMN address.zip IS 'digits';

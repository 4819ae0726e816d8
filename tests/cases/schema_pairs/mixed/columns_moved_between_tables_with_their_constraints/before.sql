CREATE TABLE regions (id integer PRIMARY KEY, name text NOT NULL);
CREATE TABLE depots (id integer PRIMARY KEY, name text NOT NULL, region integer NOT NULL REFERENCES regions, phone text UNIQUE, CONSTRAINT phone_digits CHECK (phone ~ '^[0-9]+$'));
CREATE FUNCTION phone_of(depot integer) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC SELECT d.phone FROM depots d WHERE d.id = depot; END;
CREATE VIEW depot_phones AS SELECT name, phone FROM depots;

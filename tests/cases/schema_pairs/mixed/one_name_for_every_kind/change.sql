CREATE OR REPLACE FUNCTION thing.thing() RETURNS trigger LANGUAGE plpgsql AS $thing$ BEGIN RETURN OLD; END $thing$;
CREATE FUNCTION thing.thing(thing integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT thing';
ALTER TABLE thing.thing DROP CONSTRAINT thing;
DROP RULE thing ON thing.thing;
ALTER TABLE thing.thing ALTER COLUMN other TYPE text COLLATE thing.thing;
ALTER TEXT SEARCH DICTIONARY thing.thing (accept = false);
COMMENT ON TRIGGER thing ON thing.thing IS 'thing';
CREATE INDEX thing_other ON thing.thing (thing.thing(thing));

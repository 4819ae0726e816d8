CREATE TABLE people (id integer PRIMARY KEY, name text NOT NULL);
CREATE VIEW person_names AS SELECT name FROM people;
CREATE FUNCTION no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER person_names_delete INSTEAD OF DELETE OR UPDATE ON person_names FOR EACH ROW EXECUTE FUNCTION no_delete();

CREATE TABLE letters (id integer PRIMARY KEY, body text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER letters_stamp BEFORE INSERT ON letters FOR EACH ROW EXECUTE FUNCTION stamp('plain', 2, 'x');
CREATE TRIGGER "Letters ""2"" %" BEFORE INSERT ON letters FOR EACH ROW EXECUTE FUNCTION stamp('');

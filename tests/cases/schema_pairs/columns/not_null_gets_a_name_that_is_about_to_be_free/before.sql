CREATE SEQUENCE counter;
CREATE TABLE old (id integer DEFAULT nextval('counter') CONSTRAINT new_id_not_null NOT NULL, note text CONSTRAINT new_note_not_null NOT NULL);
ALTER SEQUENCE counter OWNED BY old.id;

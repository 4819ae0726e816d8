CREATE TABLE persons (id integer CONSTRAINT id_given NOT NULL, name text CONSTRAINT persons_name_not_null NOT NULL, mail text, nick text NOT NULL);

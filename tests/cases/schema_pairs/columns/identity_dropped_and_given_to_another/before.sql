CREATE TABLE slots (id integer GENERATED ALWAYS AS IDENTITY, legacy_id integer NOT NULL);

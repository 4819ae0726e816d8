CREATE TABLE notes (id integer PRIMARY KEY, owner_name text NOT NULL, public boolean NOT NULL DEFAULT true);
CREATE VIEW public_notes WITH (security_barrier) AS SELECT * FROM notes WHERE public;
CREATE VIEW insertable_notes AS SELECT * FROM notes WHERE public WITH LOCAL CHECK OPTION;
CREATE VIEW all_notes AS SELECT id, owner_name FROM notes;
CREATE VIEW checked_notes WITH (check_option = cascaded, security_barrier = false) AS SELECT * FROM public_notes WHERE id > 0;

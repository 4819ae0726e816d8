CREATE TABLE staff (id integer PRIMARY KEY, surname text NOT NULL, pay integer NOT NULL);
CREATE VIEW staff_list AS SELECT id, surname, pay FROM staff;
CREATE VIEW staff_names AS SELECT surname || ' (' || id || ')' AS shown FROM staff_list;
COMMENT ON COLUMN staff_list.surname IS 'the family name';

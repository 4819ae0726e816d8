CREATE TABLE guests (id integer PRIMARY KEY, age integer, seat text);
ALTER TABLE guests ADD CONSTRAINT age_sane CHECK (age < 150) NOT VALID;

CREATE TABLE persons (id integer PRIMARY KEY, name text NOT NULL, street text, zip varchar(10));
CREATE INDEX persons_zip ON persons (zip);
CREATE VIEW person_zips AS SELECT id, zip FROM persons;

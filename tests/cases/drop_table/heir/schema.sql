CREATE TABLE people (id int PRIMARY KEY, name text CHECK (name <> ''));
CREATE TABLE clients (id int NOT NULL, name text CHECK (name <> ''), city text);
ALTER TABLE clients ADD CONSTRAINT people_name_check CHECK (name <> ''), DROP CONSTRAINT clients_name_check;
ALTER TABLE clients INHERIT people;

CREATE TABLE owners (id smallint PRIMARY KEY);
CREATE TABLE items (id int PRIMARY KEY, owner int);
CREATE INDEX ON items (owner);

CREATE TABLE owners (id bigint PRIMARY KEY);
CREATE TABLE items (id int PRIMARY KEY, owner bigint);
CREATE INDEX ON items (owner);

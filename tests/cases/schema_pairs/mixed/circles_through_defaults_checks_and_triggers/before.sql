CREATE TABLE seed (id integer PRIMARY KEY);

CREATE TABLE specimens (id integer PRIMARY KEY);

CREATE TABLE companies (id integer PRIMARY KEY);

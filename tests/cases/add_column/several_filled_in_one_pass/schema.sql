CREATE TABLE people (id bigint PRIMARY KEY, name text, born date);

CREATE TABLE users (id int PRIMARY KEY, tenant int, name text, CONSTRAINT one_name UNIQUE (name));

CREATE TABLE items (id int PRIMARY KEY, n serial, name text);

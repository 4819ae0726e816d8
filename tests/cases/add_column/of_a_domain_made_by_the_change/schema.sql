CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), note text);

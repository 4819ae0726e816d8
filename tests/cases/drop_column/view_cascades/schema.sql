CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), note text);
CREATE VIEW names AS SELECT id, name FROM items;
CREATE VIEW short AS SELECT name FROM names WHERE length(name) < 9;

CREATE TABLE books (id integer, price numeric DEFAULT NULL, stars rating, pages integer) INHERITS (items);
CREATE TABLE games () INHERITS (items);
ALTER TABLE books ALTER COLUMN id DROP DEFAULT, ALTER COLUMN stars DROP DEFAULT;
ALTER TABLE games ALTER COLUMN price DROP DEFAULT;

CREATE DOMAIN rating AS integer DEFAULT 3;
CREATE TABLE items (id integer DEFAULT 0, price numeric DEFAULT 9.5, stars rating DEFAULT 1);

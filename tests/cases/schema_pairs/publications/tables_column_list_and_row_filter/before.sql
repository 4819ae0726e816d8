CREATE TABLE goods (id integer PRIMARY KEY, name text, secret text, price numeric);
CREATE TABLE sales (id integer PRIMARY KEY, day date);
CREATE PUBLICATION shop FOR TABLE goods (id, name), sales;

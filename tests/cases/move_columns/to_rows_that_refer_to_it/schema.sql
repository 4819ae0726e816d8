CREATE TABLE customers (id int PRIMARY KEY, name text, tier json);
CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers, amount int);
CREATE INDEX ON orders (customer);

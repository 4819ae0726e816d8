CREATE TABLE customers (region int, id int, name text, PRIMARY KEY (region, id));
CREATE TABLE orders (id int PRIMARY KEY, region int, customer int, email text, FOREIGN KEY (region, customer) REFERENCES customers);
CREATE INDEX ON orders (customer, region);

CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, email text, phone text);
CREATE TABLE bills (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers);

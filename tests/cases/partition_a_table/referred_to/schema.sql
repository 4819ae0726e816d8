CREATE TABLE orders (id int PRIMARY KEY, at date NOT NULL);
CREATE TABLE lines (id int PRIMARY KEY, order_id int CONSTRAINT of_order REFERENCES orders);

CREATE TYPE status AS ENUM ('new', 'it''s "paid"', 'a');
CREATE TABLE orders (id int PRIMARY KEY, status status NOT NULL DEFAULT 'a', n int, CHECK (status <> 'a' OR n > 0));
CREATE INDEX orders_a ON orders (id) WHERE status = 'a';
CREATE VIEW paid AS SELECT id FROM orders WHERE status = 'a';

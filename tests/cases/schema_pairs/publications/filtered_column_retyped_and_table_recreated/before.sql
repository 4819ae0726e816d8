CREATE TABLE orders (id integer PRIMARY KEY, state integer NOT NULL, note text);
CREATE PUBLICATION open_orders FOR TABLE orders (id, state) WHERE (state < 3) WITH (publish = 'insert');

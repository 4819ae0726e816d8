CREATE TABLE items (id smallint PRIMARY KEY, price numeric(10, 2) NOT NULL, note text);

CREATE TABLE items (id integer PRIMARY KEY, price bigint NOT NULL, stock bigint NOT NULL, one text NOT NULL, two text NOT NULL, three text NOT NULL);

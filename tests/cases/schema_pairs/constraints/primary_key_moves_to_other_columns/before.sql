CREATE TABLE lines (id integer PRIMARY KEY, order_no integer, position integer NOT NULL);

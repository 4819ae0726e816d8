CREATE TABLE items (id integer, price integer);
CREATE TABLE books (pages integer) INHERITS (items);
CREATE TABLE logs (id integer, at integer) PARTITION BY RANGE (id);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (1) TO (10);

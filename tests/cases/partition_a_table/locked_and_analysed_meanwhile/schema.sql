CREATE TABLE orders (id bigint PRIMARY KEY, total int, day date NOT NULL);

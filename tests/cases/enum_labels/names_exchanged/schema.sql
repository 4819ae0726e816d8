CREATE TYPE status AS ENUM ('a', 'b');
CREATE TABLE orders (id int PRIMARY KEY, status status);

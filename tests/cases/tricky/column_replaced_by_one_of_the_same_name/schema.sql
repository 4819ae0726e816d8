CREATE TABLE products (
    id int PRIMARY KEY,
    price float8 NOT NULL CHECK (price >= 0),
    name text NOT NULL
);
CREATE INDEX by_price ON products (price);

CREATE TABLE carts (
    id int PRIMARY KEY,
    price numeric(8, 2) NOT NULL CONSTRAINT positive CHECK (price >= 0),
    note text
);
CREATE INDEX carts_price ON carts (price);

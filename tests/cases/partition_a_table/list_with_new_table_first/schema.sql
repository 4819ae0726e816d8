CREATE TYPE region AS ENUM ('north', 'south', 'east');
CREATE TABLE orders (
    id serial PRIMARY KEY,
    region region,
    total numeric(10, 2) DEFAULT 0 CHECK (total >= 0),
    note json,
    UNIQUE (region, id)
);

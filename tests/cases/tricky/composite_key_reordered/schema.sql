CREATE TABLE prices (
    product int,
    region text,
    price numeric NOT NULL,
    CONSTRAINT prices_pkey PRIMARY KEY (product, region)
);
CREATE TABLE sales (
    id int PRIMARY KEY,
    product int,
    region text,
    CONSTRAINT sales_price FOREIGN KEY (product, region) REFERENCES prices (product, region) MATCH FULL
);

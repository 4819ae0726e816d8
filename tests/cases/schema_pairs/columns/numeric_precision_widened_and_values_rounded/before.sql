CREATE TABLE amounts (id integer PRIMARY KEY, wide numeric(8, 2), free numeric, rounded numeric(10, 4), scaled numeric(10, 2));

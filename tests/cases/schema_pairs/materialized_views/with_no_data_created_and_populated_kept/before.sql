CREATE TABLE stock (id integer PRIMARY KEY, item text NOT NULL, pieces integer NOT NULL);
CREATE MATERIALIZED VIEW stock_filled AS SELECT item, pieces FROM stock;
CREATE MATERIALIZED VIEW stock_empty AS SELECT item FROM stock WITH NO DATA;

GRANT CREATE ON SCHEMA public TO keeper;
CREATE TABLE stock (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n serial, item text);
CREATE SEQUENCE loose;
CREATE VIEW stock_items AS SELECT item FROM stock;
CREATE MATERIALIZED VIEW stock_count AS SELECT count(*) AS n FROM stock;
ALTER SEQUENCE loose OWNER TO keeper;

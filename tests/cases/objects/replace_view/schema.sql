CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), note text);

CREATE SEQUENCE s START 5;
CREATE TYPE mood AS ENUM ('a''b', 'c');
CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT a + b; $$;
CREATE VIEW cheap AS SELECT id, add(id) AS next FROM items WHERE price < 2;
CREATE MATERIALIZED VIEW names AS SELECT name, count(*) AS n FROM items GROUP BY name;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER stamp BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION stamp();
COMMENT ON FUNCTION stamp() IS 'x';

CREATE SEQUENCE "s ""q" START 5 INCREMENT -2 MINVALUE -100 MAXVALUE 10 CYCLE;
CREATE TYPE "mood ü" AS ENUM ('a''b', 'c"d');
CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT a + b; $$;
CREATE PROCEDURE nothing() LANGUAGE plpgsql AS $body$ BEGIN NULL; END $body$;
CREATE VIEW "cheap ""v" WITH (security_barrier) AS SELECT id, add(id) AS "next ü" FROM items WHERE price < 2;
CREATE MATERIALIZED VIEW names AS SELECT name, count(*) AS n FROM items GROUP BY name;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := '''%'; RETURN NEW; END $$;
CREATE TRIGGER "st ""amp" BEFORE INSERT ON items FOR EACH ROW WHEN (NEW.note IS NULL) EXECUTE FUNCTION stamp();
COMMENT ON VIEW "cheap ""v" IS 'it''s';

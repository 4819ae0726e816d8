CREATE SCHEMA "Vi; ews";
CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), owner name DEFAULT current_user);
CREATE FUNCTION "Vi; ews"."net $1"(price numeric, rate numeric DEFAULT 0.2) RETURNS numeric
    LANGUAGE sql IMMUTABLE AS $$ SELECT price * (1 - rate) $$;
REVOKE EXECUTE ON FUNCTION "Vi; ews"."net $1"(numeric, numeric) FROM PUBLIC;
COMMENT ON FUNCTION "Vi; ews"."net $1"(numeric, numeric) IS 'it''s net';
CREATE VIEW "Vi; ews"."a ""1""" WITH (security_barrier = true, check_option = local) AS
    SELECT id, name, "Vi; ews"."net $1"(price) AS net FROM items WHERE id > 0;
CREATE VIEW b AS SELECT id AS "no" FROM "Vi; ews"."a ""1""";
CREATE VIEW c AS SELECT "no" FROM b UNION ALL SELECT id FROM "Vi; ews"."a ""1""";
ALTER VIEW "Vi; ews"."a ""1""" ALTER COLUMN name SET DEFAULT '%s';
COMMENT ON COLUMN "Vi; ews"."a ""1""".name IS 'col';
GRANT SELECT, INSERT ON "Vi; ews"."a ""1""" TO PUBLIC;
GRANT UPDATE (name) ON "Vi; ews"."a ""1""" TO PUBLIC;
GRANT SELECT ON c TO PUBLIC;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO items (id) VALUES (NEW."no"); RETURN NEW; END $$;
CREATE TRIGGER "t 1" INSTEAD OF INSERT ON b FOR EACH ROW EXECUTE FUNCTION g();
COMMENT ON TRIGGER "t 1" ON b IS 'trig';
CREATE RULE r AS ON DELETE TO b DO INSTEAD NOTHING;
CREATE FUNCTION f(x int) RETURNS SETOF "Vi; ews"."a ""1""" LANGUAGE sql AS $$ SELECT * FROM "Vi; ews"."a ""1""" $$;
REVOKE EXECUTE ON FUNCTION f(int) FROM PUBLIC;
CREATE FUNCTION plus(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';

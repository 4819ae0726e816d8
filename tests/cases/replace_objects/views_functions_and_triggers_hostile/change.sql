DROP FUNCTION "Vi; ews"."net $1"(numeric, numeric) CASCADE;
CREATE FUNCTION "Vi; ews"."net $1"(price numeric, rate numeric DEFAULT 0.25) RETURNS float8
    LANGUAGE sql IMMUTABLE AS $$ SELECT (price * (1 - rate))::float8 $$;
REVOKE EXECUTE ON FUNCTION "Vi; ews"."net $1"(numeric, numeric) FROM PUBLIC;
CREATE VIEW "Vi; ews"."a ""1""" WITH (security_invoker = true, check_option = cascaded) AS
    SELECT id, "Vi; ews"."net $1"(price) AS net, owner FROM items WHERE id > 0;
COMMENT ON COLUMN "Vi; ews"."a ""1""".owner IS 'who';
GRANT SELECT, DELETE ON "Vi; ews"."a ""1""" TO PUBLIC;
CREATE VIEW b AS SELECT id AS "no" FROM "Vi; ews"."a ""1""";
CREATE TRIGGER "t 1" INSTEAD OF INSERT OR UPDATE ON b FOR EACH ROW EXECUTE FUNCTION g();
CREATE RULE r AS ON DELETE TO b DO INSTEAD NOTHING;
CREATE VIEW c AS SELECT "no" FROM b UNION ALL SELECT id FROM "Vi; ews"."a ""1""";
GRANT SELECT ON c TO PUBLIC;
CREATE VIEW brand_new AS SELECT owner FROM "Vi; ews"."a ""1""";
CREATE FUNCTION f(x int) RETURNS SETOF "Vi; ews"."a ""1""" LANGUAGE sql AS $$ SELECT * FROM "Vi; ews"."a ""1""" $$;
DROP FUNCTION plus(int);
CREATE FUNCTION plus(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b';

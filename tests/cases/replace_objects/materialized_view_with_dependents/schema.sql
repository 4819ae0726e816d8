CREATE SCHEMA "Re; ports";
CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), "old %s" int);
CREATE MATERIALIZED VIEW "Re; ports"."it's" WITH (fillfactor = 90) AS
    SELECT name, count(*) AS "n""", max("old %s") AS most FROM items GROUP BY name;
CREATE UNIQUE INDEX "by name" ON "Re; ports"."it's" (name);
CREATE INDEX ON "Re; ports"."it's" (("n""" + 1)) WHERE "n""" > 0;
COMMENT ON MATERIALIZED VIEW "Re; ports"."it's" IS 'x';
COMMENT ON INDEX "Re; ports"."by name" IS 'one a name';
COMMENT ON COLUMN "Re; ports"."it's".name IS 'of the item';
GRANT SELECT ON "Re; ports"."it's" TO PUBLIC;
CREATE VIEW many AS SELECT name FROM "Re; ports"."it's" WHERE "n""" > 2;
GRANT SELECT ON many TO PUBLIC;
CREATE MATERIALIZED VIEW empty AS SELECT id FROM items WITH NO DATA;

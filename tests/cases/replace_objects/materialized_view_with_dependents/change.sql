DROP MATERIALIZED VIEW "Re; ports"."it's" CASCADE;
DROP MATERIALIZED VIEW empty;
ALTER TABLE items DROP COLUMN "old %s";
ALTER TABLE items ADD COLUMN stock int DEFAULT 1;
CREATE MATERIALIZED VIEW "Re; ports"."it's" WITH (fillfactor = 80) AS
    SELECT name, count(*)::int AS "n""", sum(stock) AS stock FROM items GROUP BY name;
CREATE MATERIALIZED VIEW empty AS SELECT id, name FROM items WITH NO DATA;
CREATE UNIQUE INDEX "by name" ON "Re; ports"."it's" (name);
CREATE INDEX ON "Re; ports"."it's" (stock);
COMMENT ON MATERIALIZED VIEW "Re; ports"."it's" IS 'y';
COMMENT ON COLUMN "Re; ports"."it's".stock IS 'of all items';
GRANT SELECT ON "Re; ports"."it's" TO PUBLIC;
CREATE VIEW many AS SELECT name, stock FROM "Re; ports"."it's" WHERE "n""" > 2;
GRANT SELECT ON many TO PUBLIC;

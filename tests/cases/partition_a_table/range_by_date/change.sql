BEGIN;
ALTER TABLE "Odd ""Events$" RENAME TO "old one";
ALTER INDEX "Odd ""Events$_pkey" RENAME TO old_pkey;
ALTER INDEX "by kind" RENAME TO old_by_kind;
ALTER STATISTICS "odd stat" RENAME TO old_stat;
CREATE TABLE "Odd ""Events$" (LIKE "old one" INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING GENERATED
    INCLUDING CONSTRAINTS INCLUDING COMMENTS) PARTITION BY RANGE (at);
COMMENT ON TABLE "Odd ""Events$" IS 'all of ''them''';
ALTER TABLE "Odd ""Events$" ADD PRIMARY KEY (at, "the Id");
CREATE TABLE "Odd 2023" PARTITION OF "Odd ""Events$" FOR VALUES FROM (MINVALUE) TO ('2024-01-01 00:00:00+00');
CREATE TABLE "Odd 2024" PARTITION OF "Odd ""Events$"
    FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00') WITH (fillfactor = 90);
CREATE TABLE "Odd rest" PARTITION OF "Odd ""Events$" DEFAULT;
CREATE INDEX "by kind" ON "Odd ""Events$" (kind) WHERE kind > 0;
CREATE STATISTICS "odd stat" ON at, kind FROM "Odd ""Events$";
ALTER TABLE "Odd ""Events$" ADD CONSTRAINT "of a kind" FOREIGN KEY (kind) REFERENCES kinds ON DELETE CASCADE;
INSERT INTO "Odd ""Events$" ("the Id", at, "select", kind, "two
lines") OVERRIDING SYSTEM VALUE
SELECT "the Id", at, "select", kind, "two
lines" FROM "old one" ORDER BY at;
CREATE TRIGGER "zzzz tells" AFTER INSERT OR UPDATE ON "Odd ""Events$" FOR EACH ROW EXECUTE FUNCTION tell();
ALTER TABLE "Odd ""Events$" ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON "Odd ""Events$" USING (true);
GRANT SELECT, INSERT ON "Odd ""Events$" TO PUBLIC;
DROP TABLE "old one";
COMMIT;

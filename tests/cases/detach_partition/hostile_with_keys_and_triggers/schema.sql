CREATE SCHEMA "Parts; DROP";
CREATE TABLE kinds (kind text PRIMARY KEY);
CREATE TABLE "the ""log" (
    id int NOT NULL, "a day's" date NOT NULL, kind text DEFAULT 'a' REFERENCES kinds, n numeric CHECK (n > 0)
) PARTITION BY RANGE ("a day's");
CREATE TABLE "Parts; DROP"."half %s" PARTITION OF "the ""log"
    FOR VALUES FROM ('2026-01-01') TO ('2026-07-01') PARTITION BY LIST (kind);
CREATE TABLE "Parts; DROP"."it's" PARTITION OF "Parts; DROP"."half %s" FOR VALUES IN ('it''s', NULL, E'\\');
CREATE TABLE "Parts; DROP".others PARTITION OF "Parts; DROP"."half %s" FOR VALUES IN ('a', 'b');
CREATE INDEX ON "the ""log" ((n + 1), kind) WHERE id > 0;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "stamp it" BEFORE UPDATE ON "the ""log" FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE UNIQUE INDEX "its own" ON "Parts; DROP"."it's" (id);
CREATE VIEW half AS SELECT id FROM "Parts; DROP"."it's";
ALTER TABLE "Parts; DROP"."it's" ADD CONSTRAINT own CHECK (id < 1000000000);
COMMENT ON TABLE "Parts; DROP"."it's" IS 'kept';

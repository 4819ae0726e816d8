CREATE TABLE kinds (id int PRIMARY KEY);
CREATE TABLE "Fan Out" (note text);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO "Fan Out" VALUES (TG_OP || to_jsonb(NEW)); RETURN NEW; END';

CREATE TABLE "Odd ""Events$" (
    "the Id" bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    "select" text NOT NULL DEFAULT 'none',
    kind int CONSTRAINT "of a kind" REFERENCES kinds ON DELETE CASCADE,
    "two
lines" text[],
    doubled bigint GENERATED ALWAYS AS (kind::bigint * 2) STORED,
    CONSTRAINT "Odd ""Events$_pkey" PRIMARY KEY ("the Id"),
    CONSTRAINT "not empty" CHECK ("select" <> '')
);
CREATE INDEX "by kind" ON "Odd ""Events$" (kind) WHERE kind > 0;
CREATE STATISTICS "odd stat" ON at, kind FROM "Odd ""Events$";
CREATE TRIGGER "zzzz tells" AFTER INSERT OR UPDATE ON "Odd ""Events$" FOR EACH ROW EXECUTE FUNCTION tell();
ALTER TABLE "Odd ""Events$" ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON "Odd ""Events$" USING (true);
GRANT SELECT, INSERT ON "Odd ""Events$" TO PUBLIC;
COMMENT ON TABLE "Odd ""Events$" IS 'all of ''them''';
COMMENT ON COLUMN "Odd ""Events$".at IS 'when';

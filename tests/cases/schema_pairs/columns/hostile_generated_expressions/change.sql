ALTER TABLE "Labels" ADD COLUMN "full ""label""" text GENERATED ALWAYS AS (E'it''s \\ $$ 100%s \n"' || "user" || '":' || "Size"::text) STORED;
ALTER TABLE "Labels" ADD CONSTRAINT "label's" CHECK ("full ""label""" <> E'\\n');
CREATE INDEX "by label" ON "Labels" ((replace("full ""label""", '''', '"')));
COMMENT ON COLUMN "Labels"."full ""label""" IS 'GENERATED ALWAYS AS ("user") STORED';

ALTER TABLE "Orders" ADD CONSTRAINT "Orders' key" PRIMARY KEY ("Order", "Day");
ALTER TABLE "Orders" ADD CONSTRAINT "of \ 100%" CHECK ("Of" <> "Order");
CREATE TRIGGER "before" BEFORE UPDATE OF "Of" ON "Orders" FOR EACH ROW WHEN (old."Of" IS DISTINCT FROM new."Of") EXECUTE FUNCTION "do ""it"""('it''s', E'\\', '$$');
ALTER TABLE "Orders of '24" DISABLE TRIGGER "before";
ALTER TABLE "Orders of '24" ALTER COLUMN "Of" SET DEFAULT 0;

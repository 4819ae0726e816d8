ALTER TABLE "my parts" ADD CONSTRAINT "by (owner)" FOREIGN KEY ("owner id") REFERENCES "Owners" ON DELETE SET NULL;
COMMENT ON CONSTRAINT "by (owner)" ON "my parts" IS 'who has it';

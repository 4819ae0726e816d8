ALTER TABLE "It""ems" DROP CONSTRAINT "sane; --";
ALTER TABLE "It""ems" ADD CONSTRAINT "sane; --" CHECK ("price %" BETWEEN 0 AND 100);
COMMENT ON CONSTRAINT "sane; --" ON "It""ems" IS 'as it shall be';

CREATE TABLE "It""ems" (id int PRIMARY KEY, "price %" int, CONSTRAINT "sane; --" CHECK ("price %" > 0));
COMMENT ON CONSTRAINT "sane; --" ON "It""ems" IS 'as it was';

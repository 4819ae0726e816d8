CREATE TABLE "My ""Table""" ("Key" integer, "select" text, "a.b" jsonb);
CREATE INDEX "index" ON "My ""Table""" ("Key");

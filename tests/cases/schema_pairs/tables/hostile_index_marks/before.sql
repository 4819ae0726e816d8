CREATE TABLE "Group" ("Key" integer NOT NULL, "Value" text NOT NULL);
CREATE UNIQUE INDEX "Group's ""Key""" ON "Group" ("Key");
CREATE UNIQUE INDEX "unique" ON "Group" ("Value" DESC);
ALTER TABLE "Group" CLUSTER ON "unique";
ALTER TABLE "Group" REPLICA IDENTITY USING INDEX "Group's ""Key""";

CREATE TABLE "Data" ("Id" integer PRIMARY KEY, "value" text);
CREATE VIEW "All" AS SELECT * FROM "Data";

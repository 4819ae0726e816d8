CREATE SCHEMA "Master Data";
CREATE TABLE "Master Data"."Key/Value" ("Key" text, "order" integer, PRIMARY KEY ("order", "Key"));
CREATE TABLE "references" ("foreign" integer, "key" text, "on delete" integer);

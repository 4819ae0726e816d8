CREATE SCHEMA "user";
CREATE TABLE "user"."table" ("column" serial PRIMARY KEY, "order" integer DEFAULT 1);
CREATE VIEW "user"."view" AS SELECT "order" AS "group" FROM "user"."table" WHERE "column" > 0;

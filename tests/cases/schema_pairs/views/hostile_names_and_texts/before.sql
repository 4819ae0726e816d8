CREATE SCHEMA "select";
CREATE TABLE "select"."from ""where""" ("order" integer PRIMARY KEY, "100%" text, "naïve 🐘" text, "back\slash" text);
CREATE VIEW "select"."a_View_of_the_long_tale_told_by_nobody_in_particular_at_any_tim" AS
  SELECT "order", "100%" AS "it's", "naïve 🐘" || E'\\ $$ \n' AS "group" FROM "select"."from ""where""" WHERE "100%" LIKE '%\%%' ESCAPE '\';

CREATE OR REPLACE VIEW "select"."a_View_of_the_long_tale_told_by_nobody_in_particular_at_any_tim" AS
  SELECT "order", "100%" AS "it's", "naïve 🐘" || E'\\\\ $body$ \t''"' AS "group", "back\slash" AS "limit;--" FROM "select"."from ""where""";
COMMENT ON VIEW "select"."a_View_of_the_long_tale_told_by_nobody_in_particular_at_any_tim" IS E'100 % of "it''s" \\ $$ new\nline 🐘';
ALTER TABLE "select"."from ""where""" RENAME COLUMN "naïve 🐘" TO "NAÏVE";

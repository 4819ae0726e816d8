DELETE FROM "T ""t" AS "x y" USING (VALUES ('a'), (NULL)) AS v (w) WHERE "x y"."va; --" = v.w OR "x y"."Id %" = 3;

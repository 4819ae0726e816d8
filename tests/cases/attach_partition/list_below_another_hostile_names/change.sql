ALTER TABLE "Parts; DROP"."half %s" ATTACH PARTITION "Parts; DROP"."it's" FOR VALUES IN ('it''s', NULL, E'\\');

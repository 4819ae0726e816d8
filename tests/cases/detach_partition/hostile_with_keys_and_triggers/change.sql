ALTER TABLE "Parts; DROP"."half %s" DETACH PARTITION "Parts; DROP"."it's";

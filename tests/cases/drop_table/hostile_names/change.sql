DROP TABLE "S S"."user";
DROP TABLE "user";

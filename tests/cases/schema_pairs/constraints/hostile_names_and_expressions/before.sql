CREATE TABLE "Checks" ("from" integer, "to" integer, "text" text, CONSTRAINT "check" CHECK ("from" < "to"));

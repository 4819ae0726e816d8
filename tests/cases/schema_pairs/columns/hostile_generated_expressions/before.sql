CREATE TABLE "Labels" ("user" text, "Size" integer);

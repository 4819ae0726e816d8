CREATE TABLE "a""b" ("x'y" integer PRIMARY KEY, "back\slash" text);
CREATE TABLE "a\b" ("x'y" integer PRIMARY KEY, "back\slash" text);

CREATE TABLE "T t" (id int PRIMARY KEY, "a""b" text, "c d" int);

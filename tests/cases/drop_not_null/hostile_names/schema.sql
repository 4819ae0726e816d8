CREATE TABLE "Table" (id int PRIMARY KEY, "USER" text NOT NULL, "a.b" int NOT NULL);

CREATE TABLE "My Table" (id int PRIMARY KEY, "sélect" text, "from" int);

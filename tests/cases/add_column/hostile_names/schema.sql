CREATE TABLE "Drop Table" ("Id" bigint PRIMARY KEY, "x""y" text);

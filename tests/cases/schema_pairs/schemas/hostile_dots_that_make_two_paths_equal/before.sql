CREATE SCHEMA a;
CREATE SCHEMA "a.b";
CREATE TABLE a."b.c" (id integer PRIMARY KEY, "d.e" text);
CREATE TABLE "a.b".c (id integer PRIMARY KEY, "d.e" text);

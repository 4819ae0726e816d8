CREATE SCHEMA "S S";
CREATE TABLE "S S"."user" ("user" int PRIMARY KEY);
CREATE TABLE "user" (id int);

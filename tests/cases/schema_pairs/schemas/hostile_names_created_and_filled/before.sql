CREATE SCHEMA "a.b";
CREATE TABLE "a.b"."c.d" ("e.f" integer PRIMARY KEY);

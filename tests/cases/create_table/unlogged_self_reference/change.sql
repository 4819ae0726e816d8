CREATE UNLOGGED TABLE "no""des" ("Id" int PRIMARY KEY, up int REFERENCES "no""des" DEFERRABLE) WITH (fillfactor = 50);
CREATE TABLE nothing ();

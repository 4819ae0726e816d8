CREATE SCHEMA "It's 1";
CREATE TABLE "It's 1"."T ""x""" ("Id \" integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "It's 1"."Seq 'of' ""x"" \"), note text);

CREATE SCHEMA "we""ird Schéma";
CREATE TABLE "we""ird Schéma"."Order ""x"" $$ '; -- table" ("id ""of"" it" uuid PRIMARY KEY, "select" text, "naïve 'col' %s" int);

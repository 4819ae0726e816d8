CREATE SCHEMA "Typ es";
CREATE DOMAIN "Typ es"."text" AS pg_catalog.text DEFAULT E'it''s \\' CHECK (VALUE <> '$$');
CREATE TYPE "Typ es".integer AS ENUM ('one', 'two "2"');
CREATE TYPE "Typ es"."row" AS ("a,b" pg_catalog.text, "(c)" pg_catalog.int4);
CREATE TABLE things (id integer PRIMARY KEY, name pg_catalog.text);

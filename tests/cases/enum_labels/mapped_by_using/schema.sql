CREATE SCHEMA "My s";
CREATE TYPE "My s"."T; -- ""x" AS ENUM ('a', 'b', 'gone', 'va%lue');
CREATE TABLE items (id int PRIMARY KEY, kind "My s"."T; -- ""x" NOT NULL, amount int);
CREATE INDEX items_kind ON items (kind) WHERE amount > 0;
CREATE TABLE others (a text, b int, kinds "My s"."T; -- ""x"[], PRIMARY KEY (b, a));

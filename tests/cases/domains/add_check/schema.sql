CREATE SCHEMA "My s";
CREATE DOMAIN "My s"."amount; -- on" AS int;
CREATE DOMAIN price AS "My s"."amount; -- on" NOT NULL;
CREATE TABLE "My ""T" ("Id; --" int PRIMARY KEY, "va%lue" "My s"."amount; -- on", price price DEFAULT 1);
CREATE TABLE parts (id int, amount "My s"."amount; -- on") PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000000);

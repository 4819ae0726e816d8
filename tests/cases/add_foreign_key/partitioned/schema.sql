CREATE TABLE "Owners" (id int PRIMARY KEY, name text);
CREATE TABLE "my parts" (id int, "owner id" int, at date) PARTITION BY RANGE (id);
CREATE TABLE "first; part" PARTITION OF "my parts" FOR VALUES FROM (0) TO (100);
CREATE TABLE later ("owner id" int, id int, at date) PARTITION BY LIST ("owner id");
CREATE TABLE later_one PARTITION OF later FOR VALUES IN (1, 2);
CREATE TABLE later_other PARTITION OF later DEFAULT;
ALTER TABLE "my parts" ATTACH PARTITION later FOR VALUES FROM (100) TO (MAXVALUE);

CREATE SCHEMA "Types";
CREATE TYPE "Types"."Size ""S""" AS ENUM ('it''s', E'back\\slash', '$$', '');
CREATE TABLE shirts (size "Types"."Size ""S""", code text) PARTITION BY LIST (size);
CREATE TABLE "shirts it's" PARTITION OF shirts FOR VALUES IN ('it''s', '');

CREATE TABLE "shirts \" PARTITION OF shirts FOR VALUES IN (E'back\\slash', '$$');
ALTER TABLE shirts DETACH PARTITION "shirts it's";
ALTER TABLE shirts ATTACH PARTITION "shirts it's" FOR VALUES IN ('it''s', '', NULL);
CREATE TABLE "Lists" ("Tags" text[] NOT NULL) PARTITION BY RANGE ("Tags");
CREATE TABLE "Lists a" PARTITION OF "Lists" FOR VALUES FROM ('{}') TO (ARRAY['b"', '\', 'it''s', NULL]);

CREATE SCHEMA "Old parts";
CREATE TABLE "Ev""ents" (id int NOT NULL, "the day" date NOT NULL) PARTITION BY RANGE ("the day");
CREATE TABLE "Old parts"."jan %s" PARTITION OF "Ev""ents" FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE feb PARTITION OF "Ev""ents" FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE UNIQUE INDEX "was there" ON "Old parts"."jan %s" (id, "the day") WITH (fillfactor = 80);
COMMENT ON INDEX "Old parts"."was there" IS 'it''s kept';

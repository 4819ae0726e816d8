CREATE SCHEMA "Old; parts";
CREATE TABLE "Ev""ents" (id int NOT NULL, "the day" date NOT NULL) PARTITION BY RANGE ("the day");
CREATE TABLE "Old; parts"."jan %s" PARTITION OF "Ev""ents" FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE "it's" PARTITION OF "Ev""ents" FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');

CREATE SCHEMA "Oth;er";
CREATE TABLE "My ""T" (
    "Id; --" int NOT NULL,
    region text NOT NULL,
    "va%lue" smallint NOT NULL DEFAULT 3 CONSTRAINT "c 'k" CHECK ("va%lue" <> 7),
    "other ü" text
) PARTITION BY LIST (region);
CREATE UNIQUE INDEX "My key" ON "My ""T" ("Id; --", region);
CREATE INDEX "i ""dx" ON "My ""T" (("va%lue" + 1)) WHERE "other ü" <> 'va%lue';
CREATE INDEX plain ON "My ""T" ("va%lue");
CREATE TABLE "Oth;er"."North; --" PARTITION OF "My ""T" FOR VALUES IN ('n') PARTITION BY RANGE ("Id; --");
CREATE TABLE "Oth;er"."North 1" PARTITION OF "Oth;er"."North; --" FOR VALUES FROM (1) TO (10);
CREATE TABLE "Oth;er"."North %s" PARTITION OF "Oth;er"."North; --" DEFAULT;
CREATE TABLE "Oth;er"."North 1.b" (gone int, "other ü" text, "va%lue" smallint CONSTRAINT "My ""T_va%lue_not_null" NOT NULL DEFAULT 3, region text NOT NULL,
    "Id; --" int NOT NULL, CONSTRAINT "c 'k" CHECK ("va%lue" <> 7));
ALTER TABLE "Oth;er"."North 1.b" DROP COLUMN gone;
CREATE INDEX "its ""own" ON "Oth;er"."North 1.b" ("va%lue") WITH (fillfactor = 70);
COMMENT ON INDEX "Oth;er"."its ""own" IS 'built beforehand';
ALTER TABLE "Oth;er"."North; --" ATTACH PARTITION "Oth;er"."North 1.b" FOR VALUES FROM (10) TO (20);
CREATE TABLE "South" ("va%lue" smallint DEFAULT 3 CONSTRAINT "My ""T_va%lue_not_null" NOT NULL, region text NOT NULL, "other ü" text, "Id; --" int NOT NULL,
    CONSTRAINT "c 'k" CHECK ("va%lue" <> 7));
ALTER TABLE "My ""T" ATTACH PARTITION "South" FOR VALUES IN ('s', 'w');

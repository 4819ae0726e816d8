CREATE TABLE "My ""T" ("Id; --" int PRIMARY KEY, "va%lue" smallint NOT NULL DEFAULT 3 UNIQUE, "other ü" text);
CREATE INDEX "i ""dx" ON "My ""T" (("va%lue" + 1)) WHERE "other ü" <> 'va%lue';

CREATE TABLE "back\slash $$" PARTITION OF "Umsätze 100%" FOR VALUES FROM (2024) TO (2025) PARTITION BY LIST (("select" || '''"\'));
CREATE TABLE "😀" PARTITION OF "back\slash $$" FOR VALUES IN (E'x''"\\', NULL);
ALTER TABLE "2023's ""part""" RENAME TO "default";
CREATE UNIQUE INDEX "Index, der 1." ON "default" ("select");

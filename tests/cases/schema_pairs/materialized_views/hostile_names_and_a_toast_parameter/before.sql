CREATE SCHEMA "Schéma ""1""";
CREATE TABLE "Schéma ""1""".src ("user" integer PRIMARY KEY, "50%" text, "a""b" text);
CREATE MATERIALIZED VIEW "Schéma ""1"""."Größe 🐘_of_the_long_tale_told_by_nobody_in_particular_at_a" ("select", "it's") AS SELECT "user", "50%" || E'\\n' FROM "Schéma ""1""".src;
CREATE UNIQUE INDEX "uniq"" _of_the_long_tale_told_by_nobody_in_particular_at_any_ti" ON "Schéma ""1"""."Größe 🐘_of_the_long_tale_told_by_nobody_in_particular_at_a" ("select");

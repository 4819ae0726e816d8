DROP MATERIALIZED VIEW "Schéma ""1"""."Größe 🐘_of_the_long_tale_told_by_nobody_in_particular_at_a";
CREATE MATERIALIZED VIEW "Schéma ""1"""."Größe 🐘_of_the_long_tale_told_by_nobody_in_particular_at_a" ("select", "it's", "C:\") WITH (toast.autovacuum_enabled = off) AS SELECT "user", "50%" || E'\\n', "a""b" FROM "Schéma ""1""".src;
CREATE UNIQUE INDEX "uniq"" _of_the_long_tale_told_by_nobody_in_particular_at_any_ti" ON "Schéma ""1"""."Größe 🐘_of_the_long_tale_told_by_nobody_in_particular_at_a" ("select") WHERE "it's" <> '$$''';

INSERT INTO "Schéma ""1""".src VALUES (1, '%', 'x'), (2, NULL, '"'), (3, '''', '\');
REFRESH MATERIALIZED VIEW "Schéma ""1"""."Größe 🐘_of_the_long_tale_told_by_nobody_in_particular_at_a";

INSERT INTO "T ""t" ("va; --", "user") VALUES ('a', '{}'), ('b', NULL), (NULL, 'null'), ('', '[]');

INSERT INTO "My ""Table""" VALUES (1, 'a', '{"it''s": 1}'), (2, E'\\', '{}'), (NULL, NULL, NULL);

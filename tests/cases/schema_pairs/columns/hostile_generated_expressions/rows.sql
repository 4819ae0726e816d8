INSERT INTO "Labels" VALUES ('O''Brien', 1), (E'\\', 2), (NULL, NULL);

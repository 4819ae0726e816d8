INSERT INTO "a""b" VALUES (1, 'quote'), (2, '\');
INSERT INTO "a\b" VALUES (3, 'backslash'), (4, '''');

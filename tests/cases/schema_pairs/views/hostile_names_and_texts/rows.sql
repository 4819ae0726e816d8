INSERT INTO "select"."from ""where""" VALUES (1, '50%', 'ü', 'a\b'), (2, '%s %(x)s', '🐘', E'\n'), (3, NULL, '$$', '''');

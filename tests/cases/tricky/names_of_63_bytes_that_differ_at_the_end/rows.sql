INSERT INTO "a table whose name is as long as a name of PostgreSQL may be a1" SELECT i, i, i, 'x' || i, 'y' || i FROM generate_series(1, 15) AS i;
INSERT INTO "a table whose name is as long as a name of PostgreSQL may be a2" SELECT i, i, 'z' || i FROM generate_series(1, 15) AS i;

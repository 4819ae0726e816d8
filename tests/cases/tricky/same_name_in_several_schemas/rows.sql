INSERT INTO users SELECT i, 'a' || i, i FROM generate_series(1, 12) AS i;
INSERT INTO tenant_1.users SELECT i, 'b' || i, i, 'gone 1 ' || i FROM generate_series(1, 12) AS i;
INSERT INTO "tenant-2".users SELECT i, 'c' || i, nullif(i, 4), 'gone 2 ' || i FROM generate_series(1, 12) AS i;

INSERT INTO "It""ems" SELECT n, n FROM generate_series(1, 20) AS n;

INSERT INTO "Owners" SELECT n, 'o' FROM generate_series(1, 7) AS n;
INSERT INTO "my parts" SELECT 10 * n, nullif(n % 8, 0) FROM generate_series(0, 40) AS n;

INSERT INTO kinds VALUES (1);
INSERT INTO "Log" SELECT md5(n::text)::uuid, date '2023-12-20' + n, 'line ' || n, 1 FROM generate_series(1, 30) AS n;

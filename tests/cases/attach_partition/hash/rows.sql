INSERT INTO spread_0 SELECT n FROM generate_series(1, 20) AS n WHERE satisfies_hash_partition('spread'::regclass, 2, 0, n);

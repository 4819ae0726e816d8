INSERT INTO "select" SELECT i, i, 'l' || i, nullif('e' || i, 'e4'), i, i FROM generate_series(1, 15) AS i;

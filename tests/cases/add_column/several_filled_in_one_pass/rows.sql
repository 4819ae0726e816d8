INSERT INTO people SELECT n, nullif('p' || n, 'p7'), date '2000-01-01' + n::int FROM generate_series(1, 40) AS n;

INSERT INTO documents SELECT n, repeat('long text ' || n, 400) FROM generate_series(1, 5) AS n;

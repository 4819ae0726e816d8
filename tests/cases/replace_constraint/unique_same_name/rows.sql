INSERT INTO users SELECT n, n % 3, 'u' || n FROM generate_series(1, 20) AS n;

INSERT INTO sensor_values SELECT n, timestamp '2024-01-01' + n * interval '1 hour', n / 2.0 FROM generate_series(1, 20) AS n;

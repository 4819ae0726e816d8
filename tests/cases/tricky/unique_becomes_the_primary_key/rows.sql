INSERT INTO devices (serial_number) SELECT 'SN-' || i FROM generate_series(1, 15) AS i;
INSERT INTO readings SELECT 1 + i % 15, timestamptz '2026-01-01Z' + i * interval '1 hour', i FROM generate_series(1, 30) AS i;

INSERT INTO departments SELECT i, NULL FROM generate_series(1, 4) AS i;
INSERT INTO employees SELECT i, 1 + i % 4, nullif(i - 1, 0) FROM generate_series(1, 20) AS i;
UPDATE departments SET head_id = id;

INSERT INTO "Line; --" SELECT a, b, 'x' FROM generate_series(1, 3) AS a, generate_series(-2, 9) AS b;
INSERT INTO part SELECT a, 3 FROM generate_series(1, 3) AS a;

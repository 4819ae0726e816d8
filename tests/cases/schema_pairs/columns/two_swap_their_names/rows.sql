INSERT INTO geodata VALUES (1, 51.05, 3.72), (2, -33.9, 18.4), (3, 0, -0.0);

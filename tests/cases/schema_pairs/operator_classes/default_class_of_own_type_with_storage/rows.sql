INSERT INTO paints VALUES (1, ROW(1, 2, 3)), (2, NULL), (3, ROW(0, 0, 0));

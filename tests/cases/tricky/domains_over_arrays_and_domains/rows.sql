INSERT INTO scores SELECT i, i, ARRAY[i, i + 1], ARRAY[[i, 1], [2, 3]] FROM generate_series(1, 15) AS i;

INSERT INTO weather VALUES (1, ROW(20)), (2, ROW(-40)), (3, NULL);

INSERT INTO lines ("order", n) VALUES (6, 1);
DELETE FROM lines WHERE n = 2;

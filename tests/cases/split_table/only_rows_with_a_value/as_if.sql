INSERT INTO users VALUES (8, 1, 'new', NULL), (9, 1, NULL, NULL);
UPDATE users SET id = 10 WHERE (tenant, id) = (2, 1);
UPDATE users SET links = NULL WHERE id = 2;
UPDATE users SET links = '{"y": 2}' WHERE (tenant, id) IN ((1, 1));

INSERT INTO users VALUES (4, 1, 'new', NULL), (5, 1, NULL, NULL);
UPDATE users SET bio = NULL WHERE (tenant, id) = (1, 1);
UPDATE users SET links = '{"x": 1}' WHERE (tenant, id) = (1, 3);
UPDATE users SET links = NULL WHERE (tenant, id) = (2, 1);
UPDATE users SET id = 6 WHERE (tenant, id) = (1, 2);
UPDATE users SET id = 7, bio = 'moved' WHERE (tenant, id) = (1, 5);
DELETE FROM users WHERE (tenant, id) = (1, 4);

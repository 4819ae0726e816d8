INSERT INTO users VALUES (8, 1), (9, 1);
INSERT INTO profiles VALUES (1, 8, 'new', NULL);
UPDATE users SET id = 10 WHERE (tenant, id) = (2, 1);
DELETE FROM profiles WHERE "user" = 2;
UPDATE profiles SET links = '{"y": 2}' WHERE "user" = 1;

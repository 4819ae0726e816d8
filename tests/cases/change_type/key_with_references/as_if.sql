INSERT INTO "Users" (name, invited_by) VALUES ('f', 5);
UPDATE "Users" SET invited_by = 15 WHERE name = 'b';
INSERT INTO posts VALUES (5, 15, NULL);
UPDATE posts SET author = 15 WHERE id = 3;
DELETE FROM "Users" WHERE id = 9;

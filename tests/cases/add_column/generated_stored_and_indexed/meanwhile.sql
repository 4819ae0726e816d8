INSERT INTO docs (id, title) VALUES (md5('late')::uuid, 'late');
INSERT INTO reads VALUES (md5('late')::uuid);
UPDATE docs SET body = 'other' WHERE title = 'title 3';
DELETE FROM docs WHERE title = 'title 5';

INSERT INTO docs (id, title) VALUES (md5('later')::uuid, 'later');
INSERT INTO reads VALUES (md5('later')::uuid);
DELETE FROM docs WHERE title = 'title 7';

INSERT INTO docs (id, title) VALUES (md5('later')::uuid, 'later');
INSERT INTO reads VALUES (md5('later')::uuid);
DELETE FROM docs WHERE search @@ to_tsquery('english', '7');

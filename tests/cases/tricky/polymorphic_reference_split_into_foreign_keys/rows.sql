INSERT INTO posts (title) SELECT 'post ' || i FROM generate_series(1, 9) AS i;
INSERT INTO photos (url) SELECT 'https://a.example/' || i FROM generate_series(1, 9) AS i;
INSERT INTO comments (commentable_type, commentable_id, body, created_at)
SELECT CASE i % 2 WHEN 0 THEN 'Post' ELSE 'Photo' END, 1 + i % 9, 'body ' || i, timestamp '2026-01-01' + i * interval '1 hour'
FROM generate_series(1, 30) AS i;

INSERT INTO docs (id, title, body)
SELECT md5(n::text)::uuid, 'title ' || n, CASE WHEN n % 3 > 0 THEN 'the quick brown fox ' || n END FROM generate_series(1, 30) AS n;
INSERT INTO reads SELECT id FROM docs;

INSERT INTO auth.users SELECT md5(i::text)::uuid, i || '@x' FROM generate_series(1, 4) AS i;
INSERT INTO todos (user_id, task, is_complete) SELECT md5((1 + i % 4)::text)::uuid, 'task ' || i, i % 2 = 0 FROM generate_series(1, 22) AS i;

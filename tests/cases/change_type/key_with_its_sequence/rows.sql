INSERT INTO "the shop".items (note) SELECT n::text FROM generate_series(1, 30) AS n;

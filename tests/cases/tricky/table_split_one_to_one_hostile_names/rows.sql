INSERT INTO "App.Data"."User Accounts"
SELECT md5(i::text)::uuid, i || '@x', nullif('bio ' || i, 'bio 3'), 'https://a/' || i, i % 4 FROM generate_series(1, 20) AS i;

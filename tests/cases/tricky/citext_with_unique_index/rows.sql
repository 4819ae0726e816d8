INSERT INTO logins SELECT i, 'User' || i || '@x', hstore('a', i::text) FROM generate_series(1, 12) AS i;

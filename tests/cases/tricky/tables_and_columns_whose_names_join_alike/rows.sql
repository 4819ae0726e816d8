INSERT INTO "user" SELECT i, i * 2, 'of a user ' || i FROM generate_series(1, 15) AS i;
INSERT INTO user_role SELECT i, i * 3, 'of a role ' || i FROM generate_series(1, 15) AS i;
INSERT INTO user_role_note SELECT i, 'of a note ' || i FROM generate_series(1, 15) AS i;

INSERT INTO tickets (subject) SELECT 's' || i FROM generate_series(1, 12) AS i;

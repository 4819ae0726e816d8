INSERT INTO parents VALUES (2, '');

INSERT INTO parents VALUES (2, '');
DELETE FROM toys WHERE child NOT IN (SELECT id FROM children);

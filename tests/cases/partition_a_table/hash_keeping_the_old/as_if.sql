ALTER TABLE people DISABLE TRIGGER shouts;
INSERT INTO people (name, kind) VALUES ('LATER', 2);
DELETE FROM people WHERE id < 5;
UPDATE people SET name = 'MiXeD' WHERE id = 9;
ALTER TABLE people ENABLE TRIGGER shouts;

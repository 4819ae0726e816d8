INSERT INTO people (name, kind) VALUES ('late', 2);
DELETE FROM people WHERE id < 5;
UPDATE people SET name = 'other' WHERE id = 9;

INSERT INTO people VALUES (5, 'Kurt Gödel', '1906-04-28');
UPDATE people SET "full; name" = 'Platon von Athen' WHERE id = 2;
UPDATE people SET born = '1990-01-01' WHERE id = 4;
DELETE FROM people WHERE id = 3;

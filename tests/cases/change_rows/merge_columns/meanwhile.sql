INSERT INTO prices VALUES (4, 2, 25), (5, NULL, 1);
UPDATE prices SET euros = 9 WHERE id = 2;
UPDATE prices SET cents = 51 WHERE id = 1;

INSERT INTO seed VALUES (1), (2), (3);

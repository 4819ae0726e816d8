INSERT INTO words VALUES ('Apfel', 'de'), ('apple', 'en'), ('pomme', NULL);

INSERT INTO app.first VALUES (1), (2), (3);

INSERT INTO app.things VALUES (1), (2), (3);

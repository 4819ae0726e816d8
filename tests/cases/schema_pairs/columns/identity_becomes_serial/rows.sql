INSERT INTO albums (title) VALUES ('one'), ('two'), ('three');

INSERT INTO tracks (title) VALUES ('one'), ('two'), ('three');

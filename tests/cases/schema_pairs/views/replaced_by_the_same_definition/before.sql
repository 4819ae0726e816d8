CREATE TABLE songs (id integer PRIMARY KEY, title text NOT NULL, seconds integer);
CREATE VIEW long_songs AS SELECT id, title FROM songs WHERE seconds > 300;

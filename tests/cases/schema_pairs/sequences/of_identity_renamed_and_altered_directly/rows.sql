INSERT INTO cases (title) VALUES ('a'), ('b'), (NULL);

INSERT INTO items (name) VALUES (''), (NULL);

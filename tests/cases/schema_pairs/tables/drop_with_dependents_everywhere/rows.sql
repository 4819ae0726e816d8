INSERT INTO authors (name) VALUES ('Austen'), ('Borges'), ('Camus');
INSERT INTO books (author_id, title) VALUES (1, 'Emma'), (2, 'Ficciones'), (2, 'El Aleph'), (NULL, 'Anonymous');

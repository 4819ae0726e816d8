INSERT INTO shelves VALUES (1, 'A-F'), (2, 'G-M'), (3, 'N-Z');

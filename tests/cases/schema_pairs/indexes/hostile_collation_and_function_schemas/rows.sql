INSERT INTO cities VALUES (1, 'Den Haag', '''s-Gravenhage'), (2, E'\\', '"'), (3, NULL, NULL);

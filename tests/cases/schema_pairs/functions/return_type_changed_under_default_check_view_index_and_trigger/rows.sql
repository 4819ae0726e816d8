INSERT INTO lexicon VALUES (1, 'Apple'), (2, ' pear '), (3, DEFAULT);

INSERT INTO orders VALUES
    (1, 'gone', '{gone,lost}', true), (2, 'lost', NULL, true), (3, 'gone', '{new}', false), (4, NULL, '{}', NULL);

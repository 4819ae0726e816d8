INSERT INTO items VALUES
    (1, 'first', 1.50, NULL), (2, '', 0, 'it''s "quoted"'), (3, NULL, NULL, E'tab\tand \\ and \n'),
    (-2147483648, 'smallest', -99999999.99, 'ü 漢字 🐘'), (2147483647, 'largest', 99999999.99, '%s $1 {}');

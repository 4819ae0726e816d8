INSERT INTO "Peo'ple" VALUES
    (1, 'first', 'one', 10, ''), (2, 'second', '', 20, NULL), (3, NULL, E'tab\tand \\ and \n', -30, 'x'),
    (4, 'ü 漢字 🐘', '%s $1 {}', 40, ''), (5, NULL, NULL, 50, ''), (6, NULL, NULL, 0, '');

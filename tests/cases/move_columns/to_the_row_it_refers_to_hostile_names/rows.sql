INSERT INTO "Add;resses" VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, NULL), (5, 'nobody''s'), (6, 'nobody''s');
INSERT INTO "Peo'ple" VALUES
    (1, 'first', '1', 10, 1), (2, 'second', '', NULL, 2), (3, NULL, E'tab\tand \\ and \n', -30, 3),
    (4, 'ü 漢字 🐘', '%s $1 {}', 40, 4), (7, 'nowhere', 'kept', 70, NULL), (8, 'nowhere', 'no;ne', NULL, NULL);

INSERT INTO assets VALUES (1, 'x');
INSERT INTO buildings VALUES (2, 'tower', 20, 'n'), (3, 'shed', 1, NULL);
INSERT INTO machines VALUES (4, 'press');

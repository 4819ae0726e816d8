INSERT INTO countries VALUES ('NL'), ('BE');
INSERT INTO cities VALUES ('NL', 'Delft', NULL, NULL), ('BE', 'Gent', 'NL', 'Delft'), ('NL', 'Breda', 'BE', 'Gent');
INSERT INTO residents VALUES (1, 'NL', 'Delft'), (2, NULL, 'Nowhere'), (3, 'BE', 'Gent');

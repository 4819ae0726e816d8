INSERT INTO legacy.regions VALUES ('NL', 'Netherlands'), ('BE', 'Belgium'), ('LU', 'Luxembourg');
INSERT INTO stores VALUES (1, 'NL'), (2, 'BE'), (3, NULL), (4, 'NL');

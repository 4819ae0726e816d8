INSERT INTO visit_count VALUES (0);
INSERT INTO visits VALUES (1, '/');
INSERT INTO visits VALUES (2, '/buy');

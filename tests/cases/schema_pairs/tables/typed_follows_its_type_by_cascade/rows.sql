INSERT INTO contacts VALUES ('ada', '1', '9'), ('grace', '2', NULL);
INSERT INTO suppliers VALUES ('acme', NULL, '8'), ('acme', NULL, NULL), ('zeta', '3', '');

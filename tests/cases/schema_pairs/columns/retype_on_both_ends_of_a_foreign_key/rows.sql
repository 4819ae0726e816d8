INSERT INTO makers VALUES ('10'), ('20'), ('30');
INSERT INTO models VALUES (1, '10'), (2, '20'), (3, NULL);

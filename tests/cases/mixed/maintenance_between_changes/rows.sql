INSERT INTO parted VALUES (1, 'one'), (2, NULL);
INSERT INTO plain VALUES (1, 'one'), (2, NULL);

INSERT INTO kinds VALUES ('b');

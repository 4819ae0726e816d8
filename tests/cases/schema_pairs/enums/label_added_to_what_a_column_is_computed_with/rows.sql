INSERT INTO computed (id, m) VALUES (1, 'glad'), (2, 'sad');

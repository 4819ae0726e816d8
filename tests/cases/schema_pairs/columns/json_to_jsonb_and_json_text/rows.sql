INSERT INTO payloads VALUES (1, '{"b":1, "b":2,  "kind":"x"}', '{"k": [1, 2]}', '{"z": 1}'), (2, DEFAULT, DEFAULT, 'null'), (3, NULL, NULL, NULL);

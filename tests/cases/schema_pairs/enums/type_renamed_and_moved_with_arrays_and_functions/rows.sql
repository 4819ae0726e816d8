INSERT INTO diary VALUES (1, '{sad,happy}'), (2, '{}'), (3, DEFAULT);

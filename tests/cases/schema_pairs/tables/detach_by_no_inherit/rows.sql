INSERT INTO messages VALUES (1, 'a'), (2, DEFAULT);
INSERT INTO messages_urgent VALUES (3, 'b', 1), (4, NULL, NULL);

INSERT INTO boxes VALUES (2, 3), (0, 10), (NULL, 1);

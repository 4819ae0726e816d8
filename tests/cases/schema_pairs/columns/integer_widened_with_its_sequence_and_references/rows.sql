INSERT INTO users (name) VALUES ('ada'), ('grace'), (NULL);
INSERT INTO logins (user_id, at) VALUES (1, '2024-01-01'), (1, '2024-01-02'), (3, NULL);

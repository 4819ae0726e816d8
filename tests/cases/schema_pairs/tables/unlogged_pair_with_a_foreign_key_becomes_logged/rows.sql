INSERT INTO queues (name) VALUES ('mail'), ('print'), (NULL);
INSERT INTO tasks (queue_id) VALUES (1), (1), (2), (NULL);

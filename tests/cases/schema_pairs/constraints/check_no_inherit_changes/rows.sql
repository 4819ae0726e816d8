INSERT INTO plans_paid VALUES (10, 'basic'), (20, 'pro'), (NULL, NULL);

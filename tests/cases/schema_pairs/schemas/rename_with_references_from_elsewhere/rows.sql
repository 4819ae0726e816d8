INSERT INTO crm.deals (stage, amount) VALUES ('lead', 100), ('won', 2500), ('lost', 0);
INSERT INTO calls VALUES (1, 'first call'), (1, 'second call'), (3, NULL);

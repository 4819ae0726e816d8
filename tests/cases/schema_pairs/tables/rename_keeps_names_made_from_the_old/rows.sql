INSERT INTO client (email, referrer) VALUES ('a@b.c', NULL), ('d@e.f', 1), (NULL, 1);

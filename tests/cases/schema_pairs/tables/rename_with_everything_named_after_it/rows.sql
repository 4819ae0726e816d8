INSERT INTO client (email) VALUES ('a@b.c'), ('d@e.f'), (NULL);

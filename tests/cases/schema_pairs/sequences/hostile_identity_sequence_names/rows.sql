INSERT INTO "It's 1"."T ""x""" (note) VALUES ('a'), (''''), (NULL);

INSERT INTO uses (name) VALUES ('a'), ('b'), ('c');

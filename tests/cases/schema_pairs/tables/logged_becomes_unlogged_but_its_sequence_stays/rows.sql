INSERT INTO scratchpad (note) VALUES ('a'), ('b'), (NULL);

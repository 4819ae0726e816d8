INSERT INTO runs (label) VALUES ('a'), ('b'), ('c');

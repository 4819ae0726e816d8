INSERT INTO labels (name) VALUES ('a'), ('b'), ('c');

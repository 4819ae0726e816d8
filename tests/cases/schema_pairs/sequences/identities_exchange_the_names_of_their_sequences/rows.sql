INSERT INTO left_side (note) VALUES ('a'), ('b');
INSERT INTO right_side (note) VALUES ('c');

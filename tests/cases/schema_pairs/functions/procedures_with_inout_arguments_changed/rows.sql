INSERT INTO counters VALUES ('a', 1), ('b', 2), ('c', 30);

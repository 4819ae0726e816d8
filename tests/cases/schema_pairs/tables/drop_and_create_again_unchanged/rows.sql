INSERT INTO caches VALUES ('a', '\x00ff'), ('b', ''), ('c', NULL);

CREATE TABLE coordinates (x integer, y integer);

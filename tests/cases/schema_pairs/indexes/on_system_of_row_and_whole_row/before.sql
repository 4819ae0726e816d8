CREATE TABLE pairs (a integer, b text);

CREATE TABLE k (a int NOT NULL, b text);

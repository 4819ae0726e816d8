CREATE TABLE items (id int PRIMARY KEY, kind text NOT NULL DEFAULT 'x', size int NOT NULL);

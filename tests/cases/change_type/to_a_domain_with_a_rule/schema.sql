CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE items (id int PRIMARY KEY, amount int NOT NULL, size int);

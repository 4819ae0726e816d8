CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN amount AS positive;
CREATE TABLE items (id int PRIMARY KEY, amount int NOT NULL);

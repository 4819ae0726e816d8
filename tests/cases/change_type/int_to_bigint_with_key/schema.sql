CREATE TABLE items (id int PRIMARY KEY, count int NOT NULL DEFAULT 0 CHECK (count > -5), note text);
CREATE INDEX i ON items (count DESC);

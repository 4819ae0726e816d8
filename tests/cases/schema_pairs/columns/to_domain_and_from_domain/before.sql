CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN quantity AS integer DEFAULT 1 NOT NULL CONSTRAINT positive CHECK (VALUE > 0);
CREATE TABLE purchases (id integer PRIMARY KEY, buyer text, count quantity, bonus integer DEFAULT 2);

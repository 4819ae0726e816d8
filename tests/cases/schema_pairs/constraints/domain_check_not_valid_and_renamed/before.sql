CREATE DOMAIN percentage AS numeric(5, 2) CONSTRAINT at_most CHECK (VALUE <= 100);
CREATE TABLE taxes (name text, rate percentage);

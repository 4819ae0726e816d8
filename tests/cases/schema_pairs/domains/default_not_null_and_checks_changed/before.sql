CREATE DOMAIN amount AS numeric(10,2) DEFAULT 0 CONSTRAINT positive CHECK (VALUE >= 0) CONSTRAINT small CHECK (VALUE < 1000);
CREATE TABLE bills (id integer PRIMARY KEY, due amount, paid amount DEFAULT 1);

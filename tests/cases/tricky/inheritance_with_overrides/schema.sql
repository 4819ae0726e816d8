CREATE TABLE assets (id int PRIMARY KEY, name text NOT NULL, cost numeric CHECK (cost >= 0));
CREATE TABLE vehicles (wheels int, CONSTRAINT vehicles_pkey PRIMARY KEY (id)) INHERITS (assets);
CREATE TABLE cars (doors int DEFAULT 4, name text NOT NULL DEFAULT 'car') INHERITS (vehicles);

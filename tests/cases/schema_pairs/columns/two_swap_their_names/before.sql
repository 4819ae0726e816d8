CREATE TABLE geodata (id integer PRIMARY KEY, latitude double precision NOT NULL, longitude double precision NOT NULL, CONSTRAINT latitude_range CHECK (latitude BETWEEN -90 AND 90));
CREATE INDEX geodata_latitude ON geodata (latitude);
CREATE VIEW places AS SELECT id, latitude, longitude FROM geodata;

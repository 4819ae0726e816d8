CREATE TABLE vehicles (id integer NOT NULL, plate text);
CREATE TABLE cars (doors integer) INHERITS (vehicles);
CREATE TABLE taxis (licence text) INHERITS (cars);
CREATE INDEX taxis_plate_idx ON taxis (plate);

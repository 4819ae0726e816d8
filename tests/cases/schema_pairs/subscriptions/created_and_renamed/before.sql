CREATE TABLE incoming (id integer PRIMARY KEY);
CREATE SUBSCRIPTION from_north CONNECTION 'host=north.example dbname=x' PUBLICATION a, "B %" WITH (connect = false, slot_name = NONE);

CREATE TABLE trips (id integer PRIMARY KEY, started date);
CREATE INDEX trips_started ON trips (started);
ALTER TABLE trips CLUSTER ON trips_started;
CREATE TABLE stops (id integer CONSTRAINT stops_key PRIMARY KEY, trip integer REFERENCES trips);
ALTER TABLE stops CLUSTER ON stops_key;

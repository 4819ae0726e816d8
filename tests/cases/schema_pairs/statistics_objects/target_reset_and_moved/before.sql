CREATE SCHEMA stats;
CREATE TABLE trips (id integer PRIMARY KEY, a integer, b integer, c date);
CREATE STATISTICS trips_ab (mcv) ON a, b FROM trips;
CREATE STATISTICS stats.trips_bc ON b, c FROM trips;
ALTER STATISTICS trips_ab SET STATISTICS 50;

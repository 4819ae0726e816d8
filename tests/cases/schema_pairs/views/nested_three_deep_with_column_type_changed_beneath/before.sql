CREATE TABLE readings (id integer PRIMARY KEY, sensor text NOT NULL, value integer NOT NULL);
CREATE VIEW valid_readings AS SELECT id, sensor, value FROM readings WHERE value >= 0;
CREATE VIEW sensor_totals AS SELECT sensor, sum(value) AS total, max(value) AS highest FROM valid_readings GROUP BY sensor;
CREATE VIEW busiest_sensors AS
  SELECT t.sensor, t.total, r.value FROM sensor_totals t JOIN valid_readings r USING (sensor) WHERE t.total > 10;

DROP VIEW busiest_sensors, sensor_totals, valid_readings;
ALTER TABLE readings ALTER COLUMN value TYPE bigint;
CREATE VIEW valid_readings AS SELECT id, sensor, value FROM readings WHERE value >= 0;
CREATE VIEW sensor_totals AS SELECT sensor, sum(value) AS total, max(value) AS highest FROM valid_readings GROUP BY sensor;
CREATE VIEW busiest_sensors AS
  SELECT t.sensor, t.total, r.value FROM sensor_totals t JOIN valid_readings r USING (sensor) WHERE t.total > 10;

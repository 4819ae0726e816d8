DROP VIEW weather_us;
DROP CAST (celsius AS fahrenheit);
CREATE CAST (celsius AS fahrenheit) WITH FUNCTION to_fahrenheit(celsius) AS IMPLICIT;
CREATE CAST (fahrenheit AS celsius) WITH FUNCTION to_celsius(fahrenheit);
CREATE VIEW weather_us AS SELECT id, at::fahrenheit AS at FROM weather;
COMMENT ON CAST (fahrenheit AS celsius) IS 'it''s 100 % "exact"';

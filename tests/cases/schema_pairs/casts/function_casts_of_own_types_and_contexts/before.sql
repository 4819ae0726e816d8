CREATE TYPE celsius AS (degrees numeric);
CREATE TYPE fahrenheit AS (degrees numeric);
CREATE FUNCTION to_fahrenheit(celsius) RETURNS fahrenheit LANGUAGE sql IMMUTABLE AS 'SELECT ROW(($1).degrees * 1.8 + 32)::fahrenheit';
CREATE FUNCTION to_celsius(fahrenheit) RETURNS celsius LANGUAGE sql IMMUTABLE AS 'SELECT ROW((($1).degrees - 32) / 1.8)::celsius';
CREATE CAST (celsius AS fahrenheit) WITH FUNCTION to_fahrenheit(celsius) AS ASSIGNMENT;
CREATE TABLE weather (id integer PRIMARY KEY, at celsius);
CREATE VIEW weather_us AS SELECT id, at::fahrenheit AS at FROM weather;

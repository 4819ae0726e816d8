DROP MATERIALIZED VIEW hottest;
CREATE VIEW hottest AS SELECT place, max(celsius) AS celsius FROM temperatures GROUP BY place;

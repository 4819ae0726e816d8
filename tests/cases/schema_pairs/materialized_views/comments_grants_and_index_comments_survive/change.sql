DROP MATERIALIZED VIEW member_years;
ALTER TABLE members ALTER COLUMN name TYPE varchar(60);
CREATE MATERIALIZED VIEW member_years AS SELECT name, extract(year FROM joined)::integer AS year FROM members;
CREATE INDEX member_years_year ON member_years USING brin (year) WITH (pages_per_range = 16);
COMMENT ON MATERIALIZED VIEW member_years IS E'line one\nline ''two''';
COMMENT ON COLUMN member_years.year IS 'of joining';
COMMENT ON INDEX member_years_year IS 'small';
GRANT SELECT ON member_years TO reader;
GRANT SELECT (name) ON member_years TO "Odd ""Role""";

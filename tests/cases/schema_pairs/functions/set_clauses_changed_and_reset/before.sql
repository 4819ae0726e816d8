CREATE FUNCTION report_day() RETURNS text LANGUAGE sql STABLE SET datestyle = 'ISO, DMY' SET timezone = 'Europe/Zurich' SET application_name = 'it''s "x" \ $$'
  AS 'SELECT current_setting(''timezone'')';

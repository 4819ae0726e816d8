ALTER FUNCTION report_day() SET timezone = 'UTC';
ALTER FUNCTION report_day() RESET datestyle;
ALTER FUNCTION report_day() SET application_name = E'100 %\\ "quoted", ''twice''';
ALTER FUNCTION report_day() SET statement_timeout = 1500;

CREATE SCHEMA reports;
COMMENT ON SCHEMA reports IS 'Old words';
CREATE SCHEMA exports;
COMMENT ON SCHEMA exports IS 'To be silent';

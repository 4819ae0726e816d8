ALTER SUBSCRIPTION from_north RENAME TO "From ""north""";
CREATE SUBSCRIPTION from_south CONNECTION 'host=127.0.0.1 port=1 dbname=''it\''s''' PUBLICATION c WITH (connect = false, slot_name = 'south', binary = true, streaming = true, synchronous_commit = 'local');
ALTER SUBSCRIPTION "From ""north""" SET PUBLICATION a, c WITH (refresh = false);
COMMENT ON SUBSCRIPTION from_south IS 'it''s warm';

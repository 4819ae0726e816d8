ALTER FOREIGN TABLE remote_items ALTER COLUMN id OPTIONS (SET key 'false', ADD "Column %" 'it''s'), ALTER COLUMN price TYPE numeric(10,2), ALTER COLUMN name DROP DEFAULT, ADD COLUMN added date OPTIONS (column_name '"Added"');
ALTER FOREIGN TABLE remote_items OPTIONS (SET table_name 'Items "2"', DROP updatable);
ALTER FOREIGN TABLE remote_items ADD CONSTRAINT named CHECK (name <> '') NOT VALID;
COMMENT ON FOREIGN TABLE remote_items IS 'far away';

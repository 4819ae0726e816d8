CREATE TABLE meters (id integer, serial_number varchar(30), reading integer);
ALTER TABLE meters ALTER COLUMN serial_number SET STATISTICS 250, ALTER COLUMN serial_number SET (n_distinct = -1);
COMMENT ON COLUMN meters.serial_number IS 'as printed on the device';
GRANT SELECT (serial_number) ON meters TO PUBLIC;

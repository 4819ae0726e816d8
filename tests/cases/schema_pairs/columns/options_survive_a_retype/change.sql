ALTER TABLE meters ALTER COLUMN serial_number TYPE text;

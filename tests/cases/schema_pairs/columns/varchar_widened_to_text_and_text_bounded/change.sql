ALTER TABLE contacts ALTER COLUMN name TYPE text, ALTER COLUMN city TYPE varchar(40), ALTER COLUMN zip TYPE varchar(6);

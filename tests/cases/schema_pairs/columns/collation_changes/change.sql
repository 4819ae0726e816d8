ALTER TABLE titles ALTER COLUMN title TYPE text COLLATE by_byte, ALTER COLUMN shelf TYPE varchar(20) COLLATE "default";

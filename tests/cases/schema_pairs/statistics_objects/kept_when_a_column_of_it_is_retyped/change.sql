ALTER TABLE hotels ALTER COLUMN stars TYPE smallint, ALTER COLUMN town TYPE text;
ALTER TABLE hotels RENAME COLUMN beds TO "Beds";

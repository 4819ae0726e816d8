ALTER TABLE polls DROP COLUMN extra;
ALTER TABLE polls RENAME COLUMN answer TO choice;
ALTER TABLE polls ALTER COLUMN votes TYPE bigint, ALTER COLUMN choice TYPE text;

ALTER TABLE parent ALTER COLUMN v TYPE timestamptz;

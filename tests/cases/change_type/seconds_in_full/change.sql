ALTER TABLE items ALTER COLUMN at TYPE timestamptz, ALTER COLUMN took TYPE interval, ALTER COLUMN from_then TYPE time;

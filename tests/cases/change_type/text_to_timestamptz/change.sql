ALTER TABLE items ALTER COLUMN at2 TYPE timestamptz USING to_timestamp(at2);

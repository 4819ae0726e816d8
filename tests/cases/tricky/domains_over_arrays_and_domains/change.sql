ALTER TABLE scores ALTER COLUMN single TYPE bigint;
ALTER TABLE scores ALTER COLUMN several TYPE bigint[];
ALTER TABLE scores ALTER COLUMN matrix TYPE text[] USING matrix::text[];
ALTER TABLE scores ADD CONSTRAINT enough CHECK (cardinality(several) > 0);
DROP DOMAIN small_positive;
DROP DOMAIN positives;

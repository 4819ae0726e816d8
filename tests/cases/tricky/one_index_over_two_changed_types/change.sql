ALTER TABLE routes ALTER COLUMN origin TYPE bigint, ALTER COLUMN goal TYPE bigint;
DROP INDEX routes_both;
CREATE INDEX routes_both ON routes (origin, goal) WHERE price > 1;
COMMENT ON INDEX routes_both IS 'both';

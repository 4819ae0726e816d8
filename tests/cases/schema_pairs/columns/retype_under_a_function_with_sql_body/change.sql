DROP VIEW eur_rate;
DROP FUNCTION rate_of;
ALTER TABLE rates ALTER COLUMN rate TYPE double precision;
CREATE FUNCTION rate_of(wanted text) RETURNS double precision LANGUAGE sql STABLE STRICT PARALLEL SAFE BEGIN ATOMIC SELECT rate::double precision FROM rates WHERE code = wanted; END;
CREATE VIEW eur_rate AS SELECT rate_of('EUR') AS rate;
COMMENT ON FUNCTION rate_of IS 'by code';

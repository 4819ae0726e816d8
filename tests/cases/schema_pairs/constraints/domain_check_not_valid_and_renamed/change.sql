ALTER DOMAIN percentage ADD CONSTRAINT at_least CHECK (VALUE >= 0) NOT VALID;
ALTER DOMAIN percentage RENAME CONSTRAINT at_most TO "at most 100%";
COMMENT ON CONSTRAINT at_least ON DOMAIN percentage IS 'a row breaks it';

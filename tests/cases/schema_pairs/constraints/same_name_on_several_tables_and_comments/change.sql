COMMENT ON CONSTRAINT age_ok ON cats IS 'nine times';
COMMENT ON CONSTRAINT age_ok ON dogs IS NULL;
ALTER TABLE dogs RENAME CONSTRAINT age_ok TO age_ok_dogs;
ALTER TABLE cats ADD CONSTRAINT id_once UNIQUE (id);
COMMENT ON CONSTRAINT id_once ON cats IS 'on the constraint';
COMMENT ON INDEX id_once IS 'on its index';

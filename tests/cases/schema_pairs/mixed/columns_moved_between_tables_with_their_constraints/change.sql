ALTER TABLE regions ADD COLUMN phone text CONSTRAINT region_phone UNIQUE, ADD CONSTRAINT phone_digits CHECK (phone ~ '^[0-9]+$');
CREATE OR REPLACE FUNCTION phone_of(depot integer) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC SELECT r.phone FROM depots d JOIN regions r ON r.id = d.region WHERE d.id = depot; END;
CREATE OR REPLACE VIEW depot_phones AS SELECT d.name, r.phone FROM depots d JOIN regions r ON r.id = d.region;
ALTER TABLE depots DROP COLUMN phone;

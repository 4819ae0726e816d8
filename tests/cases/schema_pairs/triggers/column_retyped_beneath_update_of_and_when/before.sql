CREATE TABLE parcels (id integer PRIMARY KEY, weight integer NOT NULL, label text);
CREATE FUNCTION check_parcel() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER weight_checked AFTER UPDATE OF weight ON parcels FOR EACH ROW WHEN (NEW.weight > 100) EXECUTE FUNCTION check_parcel();
ALTER TABLE parcels DISABLE TRIGGER weight_checked;
COMMENT ON TRIGGER weight_checked ON parcels IS 'heavy ones';

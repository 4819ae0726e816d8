DROP TRIGGER weight_checked ON parcels;
ALTER TABLE parcels ALTER COLUMN weight TYPE numeric(8,3);
CREATE TRIGGER weight_checked AFTER UPDATE OF weight ON parcels FOR EACH ROW WHEN (NEW.weight > 100) EXECUTE FUNCTION check_parcel();
ALTER TABLE parcels DISABLE TRIGGER weight_checked;
COMMENT ON TRIGGER weight_checked ON parcels IS 'heavy ones';

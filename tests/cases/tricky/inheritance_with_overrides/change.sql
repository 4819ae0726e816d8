ALTER TABLE assets ADD COLUMN owner text NOT NULL DEFAULT 'company';
ALTER TABLE assets ADD CONSTRAINT cheap CHECK (cost < 1000000);
ALTER TABLE vehicles ADD COLUMN tax numeric(8, 2) NOT NULL DEFAULT 0;
CREATE INDEX cars_by_doors ON cars (doors);
ALTER TABLE assets ALTER COLUMN cost SET NOT NULL;

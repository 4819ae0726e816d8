ALTER TABLE logs ADD COLUMN source text NOT NULL DEFAULT 'app';
UPDATE logs SET message = '' WHERE message IS NULL;
ALTER TABLE logs ALTER COLUMN message SET NOT NULL;
ALTER TABLE logs ADD CONSTRAINT levels CHECK (level BETWEEN 0 AND 9);
CREATE INDEX logs_region ON logs (region, day);
ALTER TABLE logs DROP COLUMN level;

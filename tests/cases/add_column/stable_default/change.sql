ALTER TABLE items ADD COLUMN seen timestamptz DEFAULT now();

ALTER TABLE routes DROP COLUMN label, ADD COLUMN label text GENERATED ALWAYS AS (origin || ' > ' || target) STORED;

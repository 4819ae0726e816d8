ALTER TABLE items ALTER COLUMN n TYPE text USING coalesce(n::text, 'none');

ALTER TABLE items ALTER COLUMN n TYPE text USING coalesce(n, other)::text, ALTER COLUMN other TYPE text USING coalesce(other, 0)::text;

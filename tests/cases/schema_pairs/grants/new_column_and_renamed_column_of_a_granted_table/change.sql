ALTER TABLE dossiers RENAME COLUMN title TO "Title";
ALTER TABLE dossiers ADD COLUMN state text DEFAULT 'new';
GRANT SELECT (state), UPDATE (state) ON dossiers TO reader;
ALTER TABLE dossiers DROP COLUMN body;

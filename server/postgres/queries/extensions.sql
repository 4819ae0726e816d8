-- A row is an extension users installed (OIDs below 16384 are the system's own); every other query leaves its members out.
SELECT
  'extension' AS kind,
  pg_catalog.quote_ident(x.extname::text) AS identity,
  pg_catalog.format('SCHEMA %%I VERSION %%s', n.nspname, x.extversion) AS definition
FROM pg_catalog.pg_extension AS x
JOIN pg_catalog.pg_namespace AS n ON n.oid = x.extnamespace
WHERE x.oid >= 16384

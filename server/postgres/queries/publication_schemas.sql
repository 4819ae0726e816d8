-- A row is a schema in a publication, from PostgreSQL 15 on.
SELECT
  'publication namespace' AS kind,
  pg_catalog.format('%%I in publication %%I', n.nspname, p.pubname) AS identity,
  'all tables' AS definition
FROM pg_catalog.pg_publication_namespace AS r
JOIN pg_catalog.pg_publication AS p ON p.oid = r.pnpubid
JOIN pg_catalog.pg_namespace AS n ON n.oid = r.pnnspid

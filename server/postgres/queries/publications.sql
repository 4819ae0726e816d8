-- A row is a publication, or a table in one with its column list and row filter (PostgreSQL 15), read through jsonb and
-- the view because version 14 lacks the columns.
SELECT
  'publication' AS kind,
  pg_catalog.quote_ident(p.pubname::text) AS identity,
  pg_catalog.concat_ws(
    ', ',
    CASE WHEN p.puballtables THEN 'all tables' END,
    CASE WHEN p.pubinsert THEN 'insert' END,
    CASE WHEN p.pubupdate THEN 'update' END,
    CASE WHEN p.pubdelete THEN 'delete' END,
    CASE WHEN p.pubtruncate THEN 'truncate' END,
    CASE WHEN p.pubviaroot THEN 'via partition root' END,
    CASE WHEN pg_catalog.to_jsonb(p) ->> 'pubgencols' NOT IN ('n', 'false') THEN 'generated columns' END
  ) AS definition
FROM pg_catalog.pg_publication AS p
UNION ALL
SELECT
  'publication relation',
  pg_catalog.format('%%I.%%I in publication %%I', n.nspname, c.relname, p.pubname),
  pg_catalog.concat_ws(
    ' ',
    (
      SELECT 'columns ' || pg_catalog.string_agg(pg_catalog.quote_ident(a.attname::text), ', ' ORDER BY a.attnum)
      FROM pg_catalog.jsonb_array_elements_text(
        CASE pg_catalog.jsonb_typeof(pg_catalog.to_jsonb(r) -> 'prattrs') WHEN 'array' THEN pg_catalog.to_jsonb(r) -> 'prattrs' ELSE '[]' END
      ) AS u
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.prrelid AND a.attnum = u::smallint
    ),
    (
      SELECT 'where ' || (pg_catalog.to_jsonb(v) ->> 'rowfilter')
      FROM pg_catalog.pg_publication_tables AS v
      WHERE v.pubname = p.pubname AND v.schemaname = n.nspname AND v.tablename = c.relname
    )
  )
FROM pg_catalog.pg_publication_rel AS r
JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid
JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace

-- A row is an index and its definition after its name. The definition begins with words of known length, so that a name with
-- ON in it cannot be mistaken for them.
SELECT
  x.indexrelid AS oid,
  pg_catalog.substr(
    pg_catalog.pg_get_indexdef(x.indexrelid),
    pg_catalog.length(pg_catalog.quote_ident(i.relname::text)) + CASE WHEN x.indisunique THEN 22 ELSE 15 END
  ) AS body
FROM pg_catalog.pg_index AS x
JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
WHERE x.indexrelid = ANY (%(indexes)s::pg_catalog.oid[])

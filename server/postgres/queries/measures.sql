-- A row is what use has made of a table, index or sequence. Sizes are looked up file by file, which takes longer than all
-- else together, so only where statistics or ANALYZE have seen a row; nor do scans mean anything elsewhere. The last value
-- of a sequence asks for a privilege, and an unlogged sequence has none on a standby.
WITH filled AS MATERIALIZED (
  SELECT c.oid, c.relkind, c.reltuples
  FROM pg_catalog.pg_class AS c
  WHERE c.relkind IN ('r', 'p', 'f', 'm') AND c.oid >= 16384
    AND (c.reltuples >= 0 OR pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_live_tuples(c.oid) > 0)
)
SELECT
  f.oid,
  f.reltuples::bigint AS rows_estimate,
  CASE f.relkind WHEN 'r' THEN coalesce(pg_catalog.pg_total_relation_size(f.oid), 0) ELSE 0 END AS size_bytes,
  NULL::bigint AS scans,
  NULL::bigint AS last_value
FROM filled AS f
UNION ALL
SELECT
  x.indexrelid,
  NULL,
  CASE i.relkind WHEN 'i' THEN coalesce(pg_catalog.pg_relation_size(x.indexrelid), 0) ELSE 0 END,
  CASE WHEN pg_catalog.pg_stat_get_tuples_inserted(f.oid) + pg_catalog.pg_stat_get_live_tuples(f.oid) > 0
    THEN pg_catalog.pg_stat_get_numscans(x.indexrelid) ELSE -1 END,
  NULL
FROM filled AS f
JOIN pg_catalog.pg_index AS x ON x.indrelid = f.oid
JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
UNION ALL
SELECT u.oid, NULL, NULL, NULL, u.last_value
FROM (
  SELECT c.oid, CASE
    WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE') AND (c.relpersistence = 'p' OR NOT pg_catalog.pg_is_in_recovery())
    THEN pg_catalog.pg_sequence_last_value(c.oid)
  END AS last_value
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = 'S'
    AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
) AS u
WHERE u.last_value IS NOT NULL

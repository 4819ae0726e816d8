-- A row is an index of a table or materialized view. The definition begins with words of known length, so that a name with
-- ON in it cannot be mistaken for them. Scans mean nothing where statistics never saw a row.
SELECT
  x.indexrelid AS oid,
  x.indrelid AS table_oid,
  i.relname AS name,
  pg_catalog.substr(
    pg_catalog.pg_get_indexdef(x.indexrelid),
    pg_catalog.length(
      pg_catalog.concat('CREATE ', CASE WHEN x.indisunique THEN 'UNIQUE ' END, 'INDEX ', pg_catalog.quote_ident(i.relname::text), ' ')
    ) + 1
  ) AS body,
  m.amname AS method,
  x.indisunique AS "unique",
  x.indisprimary AS "primary",
  x.indisvalid AS valid,
  ARRAY(SELECT k FROM pg_catalog.unnest(x.indkey) WITH ORDINALITY AS u (k, o) WHERE o <= x.indnkeyatts ORDER BY o) AS columns,
  ARRAY(SELECT k FROM pg_catalog.unnest(x.indkey) WITH ORDINALITY AS u (k, o) WHERE o > x.indnkeyatts ORDER BY o) AS included_columns,
  pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate,
  x.indexprs IS NOT NULL AS has_expressions,
  coalesce((
    SELECT k.oid FROM pg_catalog.pg_constraint AS k
    WHERE k.conrelid = x.indrelid AND k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
  ), 0) AS constraint_oid,
  (
    SELECT pg_catalog.format('%%I.%%I', pn.nspname, p.relname)
    FROM pg_catalog.pg_inherits AS h
    JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent
    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
    WHERE h.inhrelid = x.indexrelid
  ) AS partition_of,
  ARRAY(SELECT o FROM pg_catalog.unnest(i.reloptions) AS o ORDER BY 1) AS options,
  x.indisclustered AS clustered,
  x.indisreplident AS replica_identity,
  CASE WHEN pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_live_tuples(c.oid) > 0
    THEN pg_catalog.pg_stat_get_numscans(x.indexrelid) ELSE -1 END AS scans,
  CASE i.relkind WHEN 'i' THEN coalesce(pg_catalog.pg_relation_size(x.indexrelid), 0) ELSE 0 END AS size_bytes,
  pg_catalog.obj_description(x.indexrelid, 'pg_class') AS comment
FROM pg_catalog.pg_index AS x
JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_am AS m ON m.oid = i.relam
JOIN pg_catalog.pg_class AS c ON c.oid = x.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm')
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )

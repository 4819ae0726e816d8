-- A row is an index of a table or materialized view. The definition begins with words of known length, so that a name with
-- ON in it cannot be mistaken for them.
SELECT
  x.indexrelid AS oid,
  x.indrelid AS table_oid,
  i.relname AS name,
  pg_catalog.substr(
    pg_catalog.pg_get_indexdef(x.indexrelid),
    pg_catalog.length(pg_catalog.quote_ident(i.relname::text)) + CASE WHEN x.indisunique THEN 22 ELSE 15 END
  ) AS body,
  m.amname AS method,
  x.indisunique AS "unique",
  x.indisprimary AS "primary",
  x.indisvalid AS valid,
  (x.indkey::pg_catalog.int2[])[0:x.indnkeyatts - 1] AS columns,
  (x.indkey::pg_catalog.int2[])[x.indnkeyatts:] AS included_columns,
  pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate,
  x.indexprs IS NOT NULL AS has_expressions,
  coalesce(k.oid, 0::pg_catalog.oid) AS constraint_oid,
  h.parent AS partition_of,
  CASE WHEN i.reloptions IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT o FROM pg_catalog.unnest(i.reloptions) AS o ORDER BY 1) END AS options,
  x.indisclustered AS clustered,
  x.indisreplident AS replica_identity
FROM pg_catalog.pg_index AS x
JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_am AS m ON m.oid = i.relam
JOIN pg_catalog.pg_class AS c ON c.oid = x.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_constraint AS k
  ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN (
  SELECT i.inhrelid, pg_catalog.format('%%I.%%I', pn.nspname, p.relname) AS parent
  FROM pg_catalog.pg_inherits AS i
  JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent AND p.relkind = 'I'
  JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
) AS h ON h.inhrelid = x.indexrelid
WHERE c.relkind IN ('r', 'p', 'm')
  -- only x.indexrelid
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND c.oid NOT IN (
    SELECT e.objid FROM pg_catalog.pg_depend AS e
    WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND e.deptype = 'e'
  )

-- A row is an ordinary, partitioned or foreign table.
SELECT
  c.oid,
  n.nspname AS schema,
  c.relname AS name,
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' ELSE 'foreign table' END AS kind,
  CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END AS persistence,
  CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS of_type,
  CASE WHEN c.relispartition OR h.parents IS NULL THEN '{}'::text[] ELSE h.parents END AS inherits,
  s.srvname::text AS server,
  CASE WHEN f.ftoptions IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT o FROM pg_catalog.unnest(f.ftoptions) AS o ORDER BY 1) END AS server_options,
  CASE WHEN c.reloptions IS NULL AND t.reloptions IS NULL THEN '{}'::text[] ELSE ARRAY(
    SELECT o FROM pg_catalog.unnest(c.reloptions) AS o
    UNION ALL
    SELECT 'toast.' || o FROM pg_catalog.unnest(t.reloptions) AS o
    ORDER BY 1
  ) END AS options,
  c.relrowsecurity AS row_security,
  c.relreplident::text AS replica_identity,
  CASE WHEN c.relispartition THEN h.parents[1] END AS partition_of,
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS partition_bound,
  CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
LEFT JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
LEFT JOIN (
  SELECT i.inhrelid, pg_catalog.array_agg(pg_catalog.format('%%I.%%I', pn.nspname, p.relname) ORDER BY i.inhseqno) AS parents
  FROM pg_catalog.pg_inherits AS i
  JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent AND p.relkind <> 'I'
  JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
  GROUP BY i.inhrelid
) AS h ON h.inhrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'f')
  -- only c.oid
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND c.oid NOT IN (
    SELECT e.objid FROM pg_catalog.pg_depend AS e
    WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND e.deptype = 'e'
  )

-- A row is an ordinary, partitioned or foreign table.
SELECT
  c.oid,
  n.nspname AS schema,
  c.relname AS name,
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' ELSE 'foreign table' END AS kind,
  CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END AS persistence,
  CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS of_type,
  ARRAY(
    SELECT pg_catalog.format('%%I.%%I', pn.nspname, p.relname)
    FROM pg_catalog.pg_inherits AS i
    JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
    WHERE i.inhrelid = c.oid AND NOT c.relispartition ORDER BY i.inhseqno
  ) AS inherits,
  s.srvname::text AS server,
  ARRAY(SELECT o FROM pg_catalog.unnest(f.ftoptions) AS o ORDER BY 1) AS server_options,
  ARRAY(
    SELECT o FROM pg_catalog.unnest(c.reloptions) AS o
    UNION ALL
    SELECT 'toast.' || o FROM pg_catalog.pg_class AS t, pg_catalog.unnest(t.reloptions) AS o WHERE t.oid = c.reltoastrelid
    ORDER BY 1
  ) AS options,
  c.relrowsecurity AS row_security,
  c.relreplident::text AS replica_identity,
  CASE WHEN c.relispartition THEN (
    SELECT pg_catalog.format('%%I.%%I', pn.nspname, p.relname)
    FROM pg_catalog.pg_inherits AS i
    JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
    JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
    WHERE i.inhrelid = c.oid
  ) END AS partition_of,
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS partition_bound,
  CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,
  pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
  c.reltuples::bigint AS rows_estimate,
  CASE c.relkind WHEN 'r' THEN coalesce(pg_catalog.pg_total_relation_size(c.oid), 0) ELSE 0 END AS size_bytes
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
WHERE c.relkind IN ('r', 'p', 'f')
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )

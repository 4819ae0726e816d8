-- A row is what a table has beside its columns: plain inheritance, forced row security, a foreign table's server.
WITH relation AS (
  SELECT c.*, pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS identity
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f')
    AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
    )
)
SELECT 'inheritance' AS kind, r.identity, pg_catalog.string_agg(p.identity, ', ' ORDER BY i.inhseqno) AS definition
FROM relation AS r
JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = r.oid
JOIN relation AS p ON p.oid = i.inhparent
WHERE NOT r.relispartition
GROUP BY r.identity
UNION ALL
SELECT 'forced row security', r.identity, 'FORCE ROW LEVEL SECURITY' FROM relation AS r WHERE r.relforcerowsecurity
UNION ALL
SELECT
  'foreign table server', r.identity,
  pg_catalog.concat_ws(' ', s.srvname, (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.unnest(f.ftoptions) AS o))
FROM relation AS r
JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = r.oid
JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver

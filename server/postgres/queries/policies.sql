-- A row is a row security policy.
SELECT
  'policy' AS kind,
  pg_catalog.format('%%I on %%I.%%I', p.polname, n.nspname, c.relname) AS identity,
  ARRAY[pg_catalog.concat_ws(
    ' ',
    pg_catalog.format('CREATE POLICY %%I ON %%I.%%I', p.polname, n.nspname, c.relname),
    CASE WHEN p.polpermissive THEN 'AS PERMISSIVE' ELSE 'AS RESTRICTIVE' END,
    'FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    'TO ' || (
      SELECT pg_catalog.string_agg(u.name, ', ' ORDER BY r = 0, u.name COLLATE "C")
      FROM pg_catalog.unnest(p.polroles) AS r
      CROSS JOIN LATERAL (
        SELECT CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)::text) END AS name
      ) AS u
    ),
    'USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')',
    'WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')'
  )] AS definition,
  pg_catalog.format('DROP POLICY %%I ON %%I.%%I', p.polname, n.nspname, c.relname) AS removal,
  false AS replaceable,
  'pg_catalog.pg_policy'::pg_catalog.regclass::oid::bigint AS class_oid,
  p.oid::bigint AS oid,
  0 AS number,
  'pg_catalog.pg_class'::pg_catalog.regclass::oid::bigint AS part_of_class,
  c.oid::bigint AS part_of_oid,
  0 AS part_of_number
FROM pg_catalog.pg_policy AS p
JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.oid::bigint >= 16384
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )

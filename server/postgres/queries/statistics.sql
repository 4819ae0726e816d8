-- A row is an extended statistics object, or the sampling target it has of its own (NULL for none from PostgreSQL 17 on).
WITH statistics AS (
  SELECT s.oid, s.stxrelid, s.stxstattarget, s.stxkeys, s.stxkind, pg_catalog.pg_get_statisticsobjdef_expressions(s.oid) AS expressions, pg_catalog.format('%%I.%%I', n.nspname, s.stxname) AS identity,
    'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid
  FROM pg_catalog.pg_statistic_ext AS s
  JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
  WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND e.objid = s.oid AND e.deptype = 'e'
    )
)
SELECT
  'statistics object' AS kind,
  s.identity,
  -- As pg_get_statisticsobjdef prints it, but for the columns: those are a set, printed in order of their numbers.
  ARRAY[pg_catalog.concat(
    'CREATE STATISTICS ', s.identity,
    CASE WHEN NOT s.stxkind @> '{d,f,m}' AND pg_catalog.cardinality(s.stxkeys::smallint[]) + coalesce(pg_catalog.cardinality(s.expressions), 0) > 1 THEN (
      SELECT ' (' || pg_catalog.string_agg(CASE k WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' ELSE 'mcv' END, ', ' ORDER BY k) || ')'
      FROM pg_catalog.unnest(s.stxkind) AS k WHERE k <> 'e'
    ) END,
    ' ON ',
    pg_catalog.concat_ws(
      ', ',
      (
        SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname::text), ', ' ORDER BY a.attname)
        FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::smallint[])
      ),
      (
        SELECT pg_catalog.string_agg('(' || e || ')', ', ' ORDER BY o)
        FROM pg_catalog.unnest(s.expressions) WITH ORDINALITY AS u (e, o)
      )
    ),
    ' FROM ', s.stxrelid::pg_catalog.regclass
  )] AS definition,
  pg_catalog.concat('DROP STATISTICS ', s.identity) AS removal,
  false AS replaceable,
  s.class_oid,
  s.oid::bigint AS oid,
  0 AS number,
  'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid::bigint AS part_of_class,
  s.stxrelid::bigint AS part_of_oid,
  0 AS part_of_number
FROM statistics AS s
UNION ALL
SELECT
  'statistics object target',
  s.identity,
  ARRAY[pg_catalog.concat('ALTER STATISTICS ', s.identity, ' SET STATISTICS ', s.stxstattarget)],
  pg_catalog.concat('ALTER STATISTICS ', s.identity, ' SET STATISTICS -1'),
  true,
  s.class_oid, s.oid::bigint, 0,
  s.class_oid, s.oid::bigint, 0
FROM statistics AS s
WHERE s.stxstattarget >= 0

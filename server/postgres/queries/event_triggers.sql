-- A row is an event trigger, or its state when it does not fire as usual.
WITH trigger AS (
  SELECT t.*, pg_catalog.quote_ident(t.evtname::text) AS name
  FROM pg_catalog.pg_event_trigger AS t
  JOIN pg_catalog.pg_proc AS p ON p.oid = t.evtfoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  WHERE t.oid >= 16384
    AND n.nspname <> %(reserved)s
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND e.objid = t.oid AND e.deptype = 'e'
    )
)
SELECT
  'event trigger' AS kind,
  t.name AS identity,
  ARRAY[pg_catalog.concat_ws(
    ' ',
    'CREATE EVENT TRIGGER ' || t.name || ' ON ' || t.evtevent,
    (
      SELECT 'WHEN TAG IN (' || pg_catalog.string_agg(pg_catalog.quote_literal(g.tag), ', ' ORDER BY g.position) || ')'
      FROM pg_catalog.unnest(t.evttags) WITH ORDINALITY AS g (tag, position)
    ),
    'EXECUTE FUNCTION ' || t.evtfoid::pg_catalog.regprocedure
  )] AS definition,
  'DROP EVENT TRIGGER ' || t.name AS removal,
  false AS replaceable,
  'pg_catalog.pg_event_trigger'::pg_catalog.regclass::oid::bigint AS class_oid,
  t.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM trigger AS t
UNION ALL
SELECT
  'event trigger state',
  t.name,
  ARRAY[pg_catalog.format(
    'ALTER EVENT TRIGGER %%s %%s',
    t.name,
    CASE t.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END
  )],
  pg_catalog.format('ALTER EVENT TRIGGER %%s ENABLE', t.name),
  true,
  'pg_catalog.pg_event_trigger'::pg_catalog.regclass::oid::bigint,
  t.oid::bigint,
  0,
  'pg_catalog.pg_event_trigger'::pg_catalog.regclass::oid::bigint,
  t.oid::bigint,
  0
FROM trigger AS t
WHERE t.evtenabled <> 'O'

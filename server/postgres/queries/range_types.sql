-- A row is a range type; its multirange type, its constructors and their cast come and go with it.
-- The function of a canonical one needs the shell type first, which base_types.sql has then, and the removal too.
SELECT
  'range type' AS kind,
  i.identity,
  ARRAY[pg_catalog.format('CREATE TYPE %%s AS RANGE (%%s)', i.identity, pg_catalog.concat_ws(
    ', ',
    'SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, NULL),
    CASE WHEN NOT o.opcdefault THEN pg_catalog.format('SUBTYPE_OPCLASS = %%I.%%I', os.nspname, o.opcname) END,
    CASE WHEN r.rngcollation <> s.typcollation THEN 'COLLATION = ' || r.rngcollation::pg_catalog.regcollation::text END,
    'CANONICAL = ' || nullif(r.rngcanonical::text, '-'),
    'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff::text, '-'),
    'MULTIRANGE_TYPE_NAME = ' || pg_catalog.format_type(r.rngmultitypid, NULL)
  ))] AS definition,
  CASE WHEN i.canonical THEN '' ELSE pg_catalog.concat('DROP TYPE ', i.identity) END AS removal,
  false AS replaceable,
  i.class_oid,
  t.oid::bigint AS oid,
  0 AS number,
  CASE WHEN i.canonical THEN i.class_oid END AS part_of_class,
  CASE WHEN i.canonical THEN t.oid::bigint END AS part_of_oid,
  CASE WHEN i.canonical THEN 0 END AS part_of_number,
  pg_catalog.format_type(r.rngmultitypid, NULL) AS also_named
FROM pg_catalog.pg_range AS r
JOIN pg_catalog.pg_type AS t ON t.oid = r.rngtypid
JOIN pg_catalog.pg_type AS s ON s.oid = r.rngsubtype
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc
JOIN pg_catalog.pg_namespace AS os ON os.oid = o.opcnamespace
CROSS JOIN LATERAL (
  SELECT
    pg_catalog.format('%%I.%%I', n.nspname, t.typname) AS identity,
    'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
    r.rngcanonical::pg_catalog.oid <> 0 AS canonical
) AS i
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid AND e.deptype = 'e'
  )

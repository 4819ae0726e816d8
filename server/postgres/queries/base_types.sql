-- A row is a shell type, or what turns it into a base type. The functions of a base type speak of the type, so that its name
-- comes first, then they, then the type; that is also why it only goes with all of them. A shell type is there for every
-- base type, for a range type with a canonical function, and for what nobody completed.
WITH shell AS (
  SELECT t.oid, t.typisdefined AND t.typtype = 'b' AS base, pg_catalog.format('%%I.%%I', n.nspname, t.typname) AS identity
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  WHERE (
      (t.typtype = 'p' AND NOT t.typisdefined)
      OR (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS l WHERE l.oid = t.typelem AND l.typarray = t.oid))
      OR (t.typtype = 'r' AND EXISTS (
        SELECT FROM pg_catalog.pg_range AS r WHERE r.rngtypid = t.oid AND r.rngcanonical::pg_catalog.oid <> 0
      ))
    )
    AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid AND e.deptype = 'e'
    )
)
SELECT
  'shell type' AS kind,
  s.identity,
  ARRAY[pg_catalog.concat('CREATE TYPE ', s.identity)] AS definition,
  pg_catalog.concat('DROP TYPE ', s.identity, ' CASCADE') AS removal,
  false AS replaceable,
  'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  s.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM shell AS s
UNION ALL
SELECT
  'base type',
  s.identity,
  ARRAY[pg_catalog.format('CREATE TYPE %%s (%%s)', s.identity, pg_catalog.concat_ws(
    ', ',
    'INPUT = ' || t.typinput::text,
    'OUTPUT = ' || t.typoutput::text,
    'RECEIVE = ' || nullif(t.typreceive::text, '-'),
    'SEND = ' || nullif(t.typsend::text, '-'),
    'TYPMOD_IN = ' || nullif(t.typmodin::text, '-'),
    'TYPMOD_OUT = ' || nullif(t.typmodout::text, '-'),
    'ANALYZE = ' || nullif(t.typanalyze::text, '-'),
    'SUBSCRIPT = ' || nullif(t.typsubscript::text, '-'),
    'INTERNALLENGTH = ' || CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::text END,
    CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
    'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
    'STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END,
    pg_catalog.format('CATEGORY = %%L', t.typcategory::text),
    CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
    CASE WHEN t.typdefault IS NOT NULL THEN pg_catalog.format('DEFAULT = %%L', t.typdefault) END,
    CASE WHEN t.typelem <> 0 THEN 'ELEMENT = ' || pg_catalog.format_type(t.typelem, NULL) END,
    pg_catalog.format('DELIMITER = %%L', t.typdelim::text),
    CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END
  ))],
  '',
  false,
  'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid::bigint, s.oid::bigint, 0,
  'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid::bigint, s.oid::bigint, 0
FROM shell AS s
JOIN pg_catalog.pg_type AS t ON t.oid = s.oid
WHERE s.base

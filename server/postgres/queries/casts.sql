-- A row is a cast; those of a range type to its multirange type belong to that.
SELECT
  'cast' AS kind,
  i.identity,
  ARRAY[pg_catalog.concat(
    'CREATE CAST ', i.identity,
    CASE k.castmethod
      WHEN 'f' THEN ' WITH FUNCTION ' || k.castfunc::pg_catalog.regprocedure::text
      WHEN 'i' THEN ' WITH INOUT'
      ELSE ' WITHOUT FUNCTION' END,
    CASE k.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END
  )] AS definition,
  pg_catalog.concat('DROP CAST ', i.identity) AS removal,
  false AS replaceable,
  'pg_catalog.pg_cast'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  k.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM pg_catalog.pg_cast AS k
CROSS JOIN LATERAL (
  SELECT pg_catalog.format(
    '(%%s AS %%s)', pg_catalog.format_type(k.castsource, NULL), pg_catalog.format_type(k.casttarget, NULL)
  ) AS identity
) AS i
WHERE k.oid >= 16384
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass AND e.objid = k.oid AND e.deptype IN ('e', 'i')
  )
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_namespace AS n
    WHERE n.nspname = %(reserved)s AND (
      n.oid = (SELECT p.pronamespace FROM pg_catalog.pg_proc AS p WHERE p.oid = k.castfunc)
      OR n.oid IN (SELECT t.typnamespace FROM pg_catalog.pg_type AS t WHERE t.oid IN (k.castsource, k.casttarget))
    )
  )

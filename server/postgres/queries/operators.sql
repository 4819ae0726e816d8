-- A row is an operator. One that another names as commutator or negator before it is made is not there yet.
SELECT
  'operator' AS kind,
  i.identity,
  ARRAY[pg_catalog.format('CREATE OPERATOR %%I.%%s (%%s)', n.nspname, o.oprname, pg_catalog.concat_ws(
    ', ',
    'PROCEDURE = ' || o.oprcode::text,
    CASE WHEN o.oprleft <> 0 THEN 'LEFTARG = ' || pg_catalog.format_type(o.oprleft, NULL) END,
    'RIGHTARG = ' || pg_catalog.format_type(o.oprright, NULL),
    CASE WHEN c.oid IS NOT NULL THEN pg_catalog.format('COMMUTATOR = OPERATOR(%%I.%%s)', cs.nspname, c.oprname) END,
    CASE WHEN g.oid IS NOT NULL THEN pg_catalog.format('NEGATOR = OPERATOR(%%I.%%s)', gs.nspname, g.oprname) END,
    'RESTRICT = ' || nullif(o.oprrest::text, '-'),
    'JOIN = ' || nullif(o.oprjoin::text, '-'),
    CASE WHEN o.oprcanhash THEN 'HASHES' END,
    CASE WHEN o.oprcanmerge THEN 'MERGES' END
  ))] AS definition,
  pg_catalog.concat('DROP OPERATOR ', i.identity) AS removal,
  false AS replaceable,
  'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  o.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM pg_catalog.pg_operator AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
LEFT JOIN pg_catalog.pg_operator AS c ON c.oid = o.oprcom
LEFT JOIN pg_catalog.pg_namespace AS cs ON cs.oid = c.oprnamespace
LEFT JOIN pg_catalog.pg_operator AS g ON g.oid = o.oprnegate
LEFT JOIN pg_catalog.pg_namespace AS gs ON gs.oid = g.oprnamespace
CROSS JOIN LATERAL (
  SELECT pg_catalog.format(
    '%%I.%%s (%%s, %%s)', n.nspname, o.oprname,
    CASE o.oprleft WHEN 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END, pg_catalog.format_type(o.oprright, NULL)
  ) AS identity
) AS i
WHERE o.oprcode::pg_catalog.oid <> 0
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND e.objid = o.oid AND e.deptype = 'e'
  )

-- A row is an operator family, an operator or function loose in one, or an operator class with those that are its own.
-- Loose ones stand before the classes: made after them, PostgreSQL would give some to a class. It decides by access method
-- what is loose, so a GiST class has no operators of its own.
WITH family AS (
  SELECT f.oid, pg_catalog.format('%%I.%%I', n.nspname, f.opfname) AS name, pg_catalog.quote_ident(m.amname::text) AS method,
    pg_catalog.format('%%I.%%I USING %%I', n.nspname, f.opfname, m.amname) AS identity,
    -- Users may add to families of the system and of extensions too.
    f.oid >= 16384 AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_') AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND e.objid = f.oid AND e.deptype = 'e'
    ) AS own
  FROM pg_catalog.pg_opfamily AS f
  JOIN pg_catalog.pg_am AS m ON m.oid = f.opfmethod
  JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
  WHERE n.nspname NOT IN ('information_schema', %(reserved)s)
),
item AS (
  SELECT 'pg_catalog.pg_amop'::pg_catalog.regclass AS class_oid, a.oid, a.amopfamily AS family, 'OPERATOR' AS word,
    a.amopstrategy AS number, a.amoplefttype AS left_type, a.amoprighttype AS right_type,
    'pg_catalog.pg_operator'::pg_catalog.regclass AS what_class, a.amopopr AS what_oid,
    pg_catalog.concat(
      'OPERATOR ', a.amopstrategy, ' ', a.amopopr::pg_catalog.regoperator,
      CASE a.amoppurpose WHEN 'o' THEN (
        SELECT pg_catalog.format(' FOR ORDER BY %%I.%%I', n.nspname, f.opfname)
        FROM pg_catalog.pg_opfamily AS f
        JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
        WHERE f.oid = a.amopsortfamily
      ) END
    ) AS definition
  FROM pg_catalog.pg_amop AS a
  WHERE a.oid >= 16384
  UNION ALL
  SELECT 'pg_catalog.pg_amproc'::pg_catalog.regclass, a.oid, a.amprocfamily, 'FUNCTION',
    a.amprocnum, a.amproclefttype, a.amprocrighttype,
    'pg_catalog.pg_proc'::pg_catalog.regclass, a.amproc::pg_catalog.oid,
    pg_catalog.concat(
      'FUNCTION ', a.amprocnum, ' (', pg_catalog.format_type(a.amproclefttype, NULL), ', ',
      pg_catalog.format_type(a.amprocrighttype, NULL), ') ', a.amproc::pg_catalog.regprocedure
    )
  FROM pg_catalog.pg_amproc AS a
  WHERE a.oid >= 16384
),
member AS (
  SELECT i.*, d.refobjid AS class, pg_catalog.format(
    '%%s %%s (%%s, %%s)', i.word, i.number,
    pg_catalog.format_type(i.left_type, NULL), pg_catalog.format_type(i.right_type, NULL)
  ) AS signature
  FROM item AS i
  LEFT JOIN pg_catalog.pg_depend AS d
    ON d.classid = i.class_oid AND d.objid = i.oid AND d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
)
SELECT
  'operator family' AS kind,
  f.identity,
  ARRAY[pg_catalog.concat('CREATE OPERATOR FAMILY ', f.identity)] AS definition,
  pg_catalog.concat('DROP OPERATOR FAMILY ', f.identity) AS removal,
  false AS replaceable,
  'pg_catalog.pg_opfamily'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  f.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM family AS f
WHERE f.own
UNION ALL
SELECT
  'operator family member',
  pg_catalog.concat(m.signature, ' of ', f.identity),
  ARRAY[pg_catalog.format('ALTER OPERATOR FAMILY %%s ADD %%s', f.identity, m.definition)],
  pg_catalog.format('ALTER OPERATOR FAMILY %%s DROP %%s', f.identity, m.signature),
  false,
  m.class_oid::pg_catalog.oid::bigint, m.oid::bigint, 0,
  'pg_catalog.pg_opfamily'::pg_catalog.regclass::pg_catalog.oid::bigint, f.oid::bigint, 0
FROM member AS m
JOIN family AS f ON f.oid = m.family
WHERE m.class IS NULL
  AND (f.own OR NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.deptype = 'e' AND (
      (e.classid = m.what_class AND e.objid = m.what_oid)
      OR (m.what_oid < 16384 AND e.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND e.objid = m.family)
    )
  ))
UNION ALL
SELECT
  'operator class',
  i.identity,
  ARRAY[pg_catalog.format(
    'CREATE OPERATOR CLASS %%I.%%I%%s FOR TYPE %%s USING %%s FAMILY %%s AS %%s',
    n.nspname, o.opcname, CASE WHEN o.opcdefault THEN ' DEFAULT' END, pg_catalog.format_type(o.opcintype, NULL),
    f.method, f.name, pg_catalog.concat_ws(
      ', ',
      m.definitions,
      -- AS wants something to follow it, and to say the type of the class changes nothing.
      CASE WHEN o.opckeytype <> 0 OR m.class IS NULL
        THEN 'STORAGE ' || pg_catalog.format_type(coalesce(nullif(o.opckeytype, 0), o.opcintype), NULL) END
    )
  )],
  pg_catalog.concat('DROP OPERATOR CLASS ', i.identity),
  false,
  'pg_catalog.pg_opclass'::pg_catalog.regclass::pg_catalog.oid::bigint, o.oid::bigint, 0,
  'pg_catalog.pg_opfamily'::pg_catalog.regclass::pg_catalog.oid::bigint, f.oid::bigint, 0
FROM pg_catalog.pg_opclass AS o
JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
JOIN family AS f ON f.oid = o.opcfamily
LEFT JOIN (
  SELECT m.class, pg_catalog.string_agg(m.definition, ', ' ORDER BY m.word DESC, m.number, m.signature) AS definitions
  FROM member AS m
  WHERE m.class IS NOT NULL
  GROUP BY m.class
) AS m ON m.class = o.oid
CROSS JOIN LATERAL (SELECT pg_catalog.format('%%I.%%I USING %%s', n.nspname, o.opcname, f.method) AS identity) AS i
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND e.objid = o.oid AND e.deptype = 'e'
  )

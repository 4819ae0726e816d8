-- A row is a rewrite rule a user made, or its state when it does not fire as usual; the rule that makes a view is the view.
WITH rule AS (
  SELECT
    r.oid,
    r.ev_class AS relation_oid,
    r.ev_enabled AS state,
    pg_catalog.quote_ident(r.rulename::text) AS name,
    pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS relation
  FROM pg_catalog.pg_rewrite AS r
  JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE r.oid >= 16384
    AND r.rulename <> '_RETURN'
    AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
    )
)
SELECT
  'rule' AS kind,
  r.name || ' on ' || r.relation AS identity,
  -- Replaced in place it keeps its state and its comment.
  ARRAY[pg_catalog.regexp_replace(pg_catalog.pg_get_ruledef(r.oid), '^CREATE RULE (.*);$', 'CREATE OR REPLACE RULE \1')] AS definition,
  pg_catalog.format('DROP RULE %%s ON %%s', r.name, r.relation) AS removal,
  true AS replaceable,
  'pg_catalog.pg_rewrite'::pg_catalog.regclass::oid::bigint AS class_oid,
  r.oid::bigint AS oid,
  0 AS number,
  'pg_catalog.pg_class'::pg_catalog.regclass::oid::bigint AS part_of_class,
  r.relation_oid::bigint AS part_of_oid,
  0 AS part_of_number
FROM rule AS r
UNION ALL
SELECT
  'rule state',
  r.name || ' on ' || r.relation,
  ARRAY[pg_catalog.format(
    'ALTER TABLE %%s %%s RULE %%s',
    r.relation,
    CASE r.state WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END,
    r.name
  )],
  pg_catalog.format('ALTER TABLE %%s ENABLE RULE %%s', r.relation, r.name),
  true,
  'pg_catalog.pg_rewrite'::pg_catalog.regclass::oid::bigint,
  r.oid::bigint,
  0,
  'pg_catalog.pg_rewrite'::pg_catalog.regclass::oid::bigint,
  r.oid::bigint,
  0
FROM rule AS r
WHERE r.state <> 'O'

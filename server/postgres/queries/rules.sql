-- A row is a rewrite rule a user made; the rule that makes a view is the view.
SELECT
  'rule' AS kind,
  pg_catalog.format('%%I on %%I.%%I', r.rulename, n.nspname, c.relname) AS identity,
  pg_catalog.concat_ws(' ', pg_catalog.pg_get_ruledef(r.oid), 'enabled', r.ev_enabled) AS definition
FROM pg_catalog.pg_rewrite AS r
JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN'
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )

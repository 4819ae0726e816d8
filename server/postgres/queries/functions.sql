-- A row is a function, window function or procedure; aggregates have a query of their own, and
-- constructors of range types belong to the type.
SELECT
  p.oid,
  n.nspname AS schema,
  p.proname AS name,
  pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments,
  pg_catalog.oidvectortypes(p.proargtypes) AS argument_types,
  p.prokind = 'p' AS procedure,
  coalesce(pg_catalog.pg_get_function_result(p.oid), '') AS result,
  pg_catalog.pg_get_function_arguments(p.oid) AS signature,
  pg_catalog.pg_get_functiondef(p.oid) AS definition,
  l.lanname AS language,
  p.prosrc AS source
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
WHERE p.prokind <> 'a'
  -- only p.oid
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i')
  )

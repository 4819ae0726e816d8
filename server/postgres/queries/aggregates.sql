-- A row is an aggregate function.
SELECT
  'aggregate' AS kind,
  pg_catalog.format('%%I.%%I(%%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)) AS identity,
  pg_catalog.concat_ws(
    ' ', g.aggkind, g.aggtransfn, pg_catalog.format_type(g.aggtranstype, NULL), g.aggfinalfn, g.aggfinalmodify, g.aggcombinefn,
    g.aggserialfn, g.aggdeserialfn, g.aggmtransfn, g.aggminvtransfn, g.aggmfinalfn, g.aggsortop::pg_catalog.regoperator,
    pg_catalog.quote_nullable(g.agginitval), p.proparallel
  ) AS definition
FROM pg_catalog.pg_aggregate AS g
JOIN pg_catalog.pg_proc AS p ON p.oid = g.aggfnoid
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid AND e.deptype = 'e'
  )

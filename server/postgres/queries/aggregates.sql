-- A row is an aggregate function. Its identity has the types of its arguments only; one over any number of arguments of any
-- type has its last one on both sides of ORDER BY.
SELECT
  'aggregate' AS kind,
  i.identity,
  ARRAY[pg_catalog.format(
    'CREATE AGGREGATE %%I.%%I(%%s) (%%s)',
    n.nspname, p.proname, coalesce(nullif(pg_catalog.pg_get_function_arguments(p.oid), ''), '*'),
    pg_catalog.concat_ws(
      ', ',
      'SFUNC = ' || g.aggtransfn::text,
      'STYPE = ' || pg_catalog.format_type(g.aggtranstype, NULL),
      'SSPACE = ' || nullif(g.aggtransspace, 0),
      'FINALFUNC = ' || nullif(g.aggfinalfn::text, '-'),
      CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
      CASE WHEN g.aggfinalmodify <> u.modify THEN 'FINALFUNC_MODIFY = '
        || CASE g.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
      'COMBINEFUNC = ' || nullif(g.aggcombinefn::text, '-'),
      'SERIALFUNC = ' || nullif(g.aggserialfn::text, '-'),
      'DESERIALFUNC = ' || nullif(g.aggdeserialfn::text, '-'),
      CASE WHEN g.agginitval IS NOT NULL THEN pg_catalog.format('INITCOND = %%L', g.agginitval) END,
      'MSFUNC = ' || nullif(g.aggmtransfn::text, '-'),
      'MINVFUNC = ' || nullif(g.aggminvtransfn::text, '-'),
      CASE WHEN g.aggmtranstype <> 0 THEN 'MSTYPE = ' || pg_catalog.format_type(g.aggmtranstype, NULL) END,
      'MSSPACE = ' || nullif(g.aggmtransspace, 0),
      'MFINALFUNC = ' || nullif(g.aggmfinalfn::text, '-'),
      CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
      CASE WHEN g.aggmtranstype <> 0 AND g.aggmfinalmodify <> u.modify THEN 'MFINALFUNC_MODIFY = '
        || CASE g.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
      CASE WHEN g.aggminitval IS NOT NULL THEN pg_catalog.format('MINITCOND = %%L', g.aggminitval) END,
      'SORTOP = ' || (
        SELECT pg_catalog.format('OPERATOR(%%I.%%s)', os.nspname, o.oprname)
        FROM pg_catalog.pg_operator AS o
        JOIN pg_catalog.pg_namespace AS os ON os.oid = o.oprnamespace
        WHERE o.oid = g.aggsortop
      ),
      CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
      CASE g.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END
    )
  )] AS definition,
  pg_catalog.concat('DROP AGGREGATE ', i.identity) AS removal,
  false AS replaceable,
  'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  p.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM pg_catalog.pg_aggregate AS g
JOIN pg_catalog.pg_proc AS p ON p.oid = g.aggfnoid
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
CROSS JOIN LATERAL (SELECT CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END AS modify) AS u
CROSS JOIN LATERAL (
  SELECT
    coalesce(pg_catalog.string_agg(a.type, ', ' ORDER BY a.place) FILTER (WHERE a.place <= g.aggnumdirectargs), '') AS direct,
    coalesce(
      pg_catalog.string_agg(a.type, ', ' ORDER BY a.place) FILTER (WHERE a.place > g.aggnumdirectargs),
      pg_catalog.string_agg(a.type, ', ') FILTER (WHERE a.place = p.pronargs)
    ) AS aggregated
  FROM (
    SELECT v.place, pg_catalog.concat(
      CASE WHEN p.provariadic <> 0 AND v.place = p.pronargs THEN 'VARIADIC ' END, pg_catalog.format_type(v.type, NULL)
    ) AS type
    FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS v (type, place)
  ) AS a
) AS s
CROSS JOIN LATERAL (
  SELECT pg_catalog.format('%%I.%%I(%%s)', n.nspname, p.proname, CASE
    WHEN g.aggkind = 'n' THEN coalesce(s.aggregated, '*')
    ELSE pg_catalog.concat_ws(' ', nullif(s.direct, ''), 'ORDER BY', s.aggregated)
  END) AS identity
) AS i
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid AND e.deptype = 'e'
  )

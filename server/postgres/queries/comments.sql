-- A row is the comment of an object that has no field for it; OIDs below 16384 are the system's own.
SELECT 'comment' AS kind, pg_catalog.concat_ws(' ', i.type, i.identity) AS identity, d.description AS definition
FROM pg_catalog.pg_description AS d
LEFT JOIN pg_catalog.pg_class AS c ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = d.objoid
LEFT JOIN pg_catalog.pg_proc AS p ON d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.objoid
LEFT JOIN pg_catalog.pg_type AS t ON d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = d.objoid
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i
WHERE d.objoid >= 16384
  AND (
    d.classoid IN (
      'pg_catalog.pg_namespace'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,
      'pg_catalog.pg_rewrite'::pg_catalog.regclass, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass,
      'pg_catalog.pg_operator'::pg_catalog.regclass, 'pg_catalog.pg_collation'::pg_catalog.regclass,
      'pg_catalog.pg_cast'::pg_catalog.regclass, 'pg_catalog.pg_publication'::pg_catalog.regclass,
      'pg_catalog.pg_event_trigger'::pg_catalog.regclass
    )
    OR c.relkind IN ('v', 'm') AND d.objsubid > 0
    OR c.relkind = 'c'
    OR p.prokind = 'a'
    OR t.typtype IN ('d', 'c', 'r', 'b')
  )
  AND coalesce(i.schema, i.identity) IS DISTINCT FROM %(reserved)s
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e'
  )

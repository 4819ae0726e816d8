-- A row is a system catalog with the objects of users in it, or with those that need something.
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AS class_oid, pg_catalog.array_agg(c.oid) AS oids
FROM pg_catalog.pg_class AS c WHERE c.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, pg_catalog.array_agg(t.oid)
FROM pg_catalog.pg_type AS t WHERE t.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, pg_catalog.array_agg(p.oid)
FROM pg_catalog.pg_proc AS p WHERE p.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, pg_catalog.array_agg(v.oid)
FROM pg_catalog.pg_attrdef AS v WHERE v.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, pg_catalog.array_agg(k.oid)
FROM pg_catalog.pg_constraint AS k WHERE k.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, pg_catalog.array_agg(g.oid)
FROM pg_catalog.pg_trigger AS g WHERE g.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, pg_catalog.array_agg(r.oid)
FROM pg_catalog.pg_rewrite AS r WHERE r.oid::bigint >= 16384
UNION ALL
SELECT d.classid, pg_catalog.array_agg(d.objid)
FROM pg_catalog.pg_depend AS d
WHERE d.objid::bigint >= 16384
  AND d.classid NOT IN (
    'pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass,
    'pg_catalog.pg_attrdef'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass,
    'pg_catalog.pg_trigger'::pg_catalog.regclass, 'pg_catalog.pg_rewrite'::pg_catalog.regclass
  )
GROUP BY d.classid

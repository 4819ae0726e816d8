-- A row is a system catalog with the objects of users in it, or with those that need something and their number of edges.
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AS class_oid, pg_catalog.array_agg(c.oid) AS oids, 0::bigint AS edges
FROM pg_catalog.pg_class AS c WHERE c.oid >= 16384
UNION ALL
SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, pg_catalog.array_agg(t.oid), 0
FROM pg_catalog.pg_type AS t WHERE t.oid >= 16384
UNION ALL
SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, pg_catalog.array_agg(p.oid), 0
FROM pg_catalog.pg_proc AS p WHERE p.oid >= 16384
UNION ALL
SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, pg_catalog.array_agg(v.oid), 0
FROM pg_catalog.pg_attrdef AS v WHERE v.oid >= 16384
UNION ALL
SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, pg_catalog.array_agg(k.oid), 0
FROM pg_catalog.pg_constraint AS k WHERE k.oid >= 16384
UNION ALL
SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, pg_catalog.array_agg(g.oid), 0
FROM pg_catalog.pg_trigger AS g WHERE g.oid >= 16384
UNION ALL
SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, pg_catalog.array_agg(r.oid), 0
FROM pg_catalog.pg_rewrite AS r WHERE r.oid >= 16384
UNION ALL
SELECT
  d.classid,
  pg_catalog.array_agg(d.objid) FILTER (WHERE d.classid NOT IN (
    'pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass,
    'pg_catalog.pg_attrdef'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass,
    'pg_catalog.pg_trigger'::pg_catalog.regclass, 'pg_catalog.pg_rewrite'::pg_catalog.regclass
  )),
  pg_catalog.count(*) FILTER (WHERE d.refobjid >= 16384)
FROM pg_catalog.pg_depend AS d
WHERE d.objid >= 16384
GROUP BY d.classid

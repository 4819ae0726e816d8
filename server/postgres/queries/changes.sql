-- A row is an object that a transaction not older than the given one wrote to, or that needs such an object, directly or
-- through others, so that what is printed of it may differ, or whose comment is new: kinds apart that are read again whole and
-- need no table.
WITH RECURSIVE since AS (
  SELECT pg_catalog.age((%(since)s::bigint & 4294967295)::text::pg_catalog.xid) AS age
),
written (class_oid, oid) AS (
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, c.oid FROM pg_catalog.pg_class AS c
  WHERE pg_catalog.age(c.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid FROM pg_catalog.pg_attribute AS a
  WHERE pg_catalog.age(a.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, v.oid FROM pg_catalog.pg_attrdef AS v
  WHERE pg_catalog.age(v.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, x.indexrelid FROM pg_catalog.pg_index AS x
  WHERE pg_catalog.age(x.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM pg_catalog.pg_constraint AS k
  WHERE pg_catalog.age(k.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  -- A NOT NULL is the column's own flag.
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, k.conrelid FROM pg_catalog.pg_constraint AS k
  WHERE k.contype = 'n' AND pg_catalog.age(k.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, h.inhrelid FROM pg_catalog.pg_inherits AS h
  WHERE pg_catalog.age(h.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, s.seqrelid FROM pg_catalog.pg_sequence AS s
  WHERE pg_catalog.age(s.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, f.ftrelid FROM pg_catalog.pg_foreign_table AS f
  WHERE pg_catalog.age(f.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_type AS t
  WHERE pg_catalog.age(t.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, l.enumtypid FROM pg_catalog.pg_enum AS l
  WHERE pg_catalog.age(l.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid FROM pg_catalog.pg_proc AS p
  WHERE pg_catalog.age(p.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, g.oid FROM pg_catalog.pg_trigger AS g
  WHERE pg_catalog.age(g.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid FROM pg_catalog.pg_rewrite AS r
  WHERE pg_catalog.age(r.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_operator AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_opclass AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_collation AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_am AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_language AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_foreign_server AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_ts_config AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_ts_dict AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_opfamily AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_policy AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_statistic_ext AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_publication AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT o.tableoid, o.oid FROM pg_catalog.pg_publication_rel AS o
  WHERE pg_catalog.age(o.xmin) <= (SELECT since.age FROM since)
  UNION ALL
  SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d
  WHERE pg_catalog.age(d.xmin) <= (SELECT since.age FROM since)
),
touched AS (
  SELECT w.class_oid, w.oid FROM written AS w
  UNION
  SELECT n.class_oid, n.oid
  FROM touched AS w
  CROSS JOIN LATERAL (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d WHERE d.refclassid = w.class_oid AND d.refobjid = w.oid
    UNION ALL
    -- A view is printed from its rule, and a column with its default.
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, r.ev_class FROM pg_catalog.pg_rewrite AS r
    WHERE w.class_oid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = w.oid
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, v.adrelid FROM pg_catalog.pg_attrdef AS v
    WHERE w.class_oid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND v.oid = w.oid
  ) AS n (class_oid, oid)
)
SELECT t.class_oid, t.oid FROM touched AS t WHERE t.oid >= 16384
UNION
SELECT d.classoid, d.objoid FROM pg_catalog.pg_description AS d
WHERE d.objoid >= 16384 AND pg_catalog.age(d.xmin) <= (SELECT since.age FROM since)

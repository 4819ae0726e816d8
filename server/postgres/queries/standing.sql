-- A row is a system catalog with those objects of users in it that may need nothing, or the number of edges.
-- OIDs are compared as numbers because nearly all rows are wanted: an index would only be slower.
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AS class_oid, pg_catalog.array_agg(c.oid) AS oids, 0::bigint AS edges
FROM pg_catalog.pg_class AS c WHERE c.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, pg_catalog.array_agg(p.oid), 0
FROM pg_catalog.pg_proc AS p WHERE p.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, pg_catalog.array_agg(o.oid), 0
FROM pg_catalog.pg_opclass AS o WHERE o.oid::bigint >= 16384
UNION ALL
SELECT 'pg_catalog.pg_depend'::pg_catalog.regclass, NULL, pg_catalog.count(*)
FROM pg_catalog.pg_depend AS d WHERE d.objid::bigint >= 16384 AND d.refobjid::bigint >= 16384

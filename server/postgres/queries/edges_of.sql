-- The same of some objects, looked up one by one.
SELECT
  d.classid,
  d.refclassid,
  d.deptype::text,
  pg_catalog.array_agg(d.objid) AS oids,
  pg_catalog.array_agg(d.objsubid) AS numbers,
  pg_catalog.array_agg(d.refobjid) AS target_oids,
  pg_catalog.array_agg(d.refobjsubid) AS target_numbers
FROM unnest(%(source_classes)s::pg_catalog.oid[], %(source_oids)s::pg_catalog.oid[]) AS o (class_oid, oid)
CROSS JOIN LATERAL (
  SELECT s.* FROM pg_catalog.pg_depend AS s WHERE s.classid = o.class_oid AND s.objid = o.oid OFFSET 0
) AS d
WHERE d.refobjid >= 16384
GROUP BY d.classid, d.refclassid, d.deptype

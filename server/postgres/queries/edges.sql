-- A row is how objects of one catalog need those of another, all made by users, and which need which; the system's own
-- objects are needed by all and need none. OIDs are compared as numbers because nearly all rows are wanted: an index would
-- only be slower.
SELECT
  d.classid,
  d.refclassid,
  d.deptype::text,
  pg_catalog.array_agg(d.objid) AS oids,
  pg_catalog.array_agg(d.objsubid) AS numbers,
  pg_catalog.array_agg(d.refobjid) AS target_oids,
  pg_catalog.array_agg(d.refobjsubid) AS target_numbers
FROM pg_catalog.pg_depend AS d
WHERE d.objid::bigint >= 16384 AND d.refobjid::bigint >= 16384
GROUP BY d.classid, d.refclassid, d.deptype

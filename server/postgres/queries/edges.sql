-- A row says that one object needs another, both made by users; the system's own objects are needed by all and need none.
-- OIDs are compared as numbers because nearly all rows are wanted: an index would only be slower.
SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype::text
FROM pg_catalog.pg_depend AS d
WHERE d.objid::bigint >= 16384 AND d.refobjid::bigint >= 16384

-- A row is an object that none of the other queries describes. Left out: the system's, temporary and reserved ones.
SELECT i.type || ' ' || i.identity AS description
FROM unnest(%(classes)s::bigint[], %(oids)s::bigint[]) AS o (class_oid, oid)
CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.class_oid::pg_catalog.oid, o.oid::pg_catalog.oid, 0) AS i
WHERE i.identity IS NOT NULL
  AND coalesce(i.schema, '') NOT IN ('information_schema', %(reserved)s)
  AND NOT pg_catalog.starts_with(coalesce(i.schema, ''), 'pg_')
  AND NOT pg_catalog.starts_with(i.identity, 'pg_')
ORDER BY 1

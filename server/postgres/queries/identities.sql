-- A row is what the server calls an object.
SELECT o.class_oid, o.oid, i.type AS kind, i.identity
FROM unnest(%(classes)s::bigint[], %(oids)s::bigint[]) AS o (class_oid, oid)
CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.class_oid::pg_catalog.oid, o.oid::pg_catalog.oid, 0) AS i
WHERE i.identity IS NOT NULL AND i.schema IS DISTINCT FROM %(reserved)s

-- A row is a constraint and its definition.
SELECT k.oid, pg_catalog.pg_get_constraintdef(k.oid) AS definition
FROM pg_catalog.pg_constraint AS k
WHERE k.oid = ANY (%(constraints)s::pg_catalog.oid[])

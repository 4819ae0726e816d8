-- A row is what follows the name of a column in the definition of an index, by the column's type and collation and by the
-- operator class, collation and direction of the index there; there is none where that is not plain to see.
-- PostgreSQL leaves out an operator class that is the usual one of the column's type (GetDefaultOpClass), and the
-- column's collation. A user's own classes and casts could make another class the usual one.
SELECT
  u.type_oid,
  u.collated,
  u.class_oid,
  u.collation_oid,
  u.direction,
  pg_catalog.concat(
    CASE WHEN NOT o.opcdefault THEN ' ' || pg_catalog.quote_ident(o.opcname::text) END,
    CASE u.direction WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST' WHEN 3 THEN ' DESC' END
  ) AS suffix
FROM unnest(%(key_types)s::bigint[], %(key_collations)s::bigint[], %(classes)s::bigint[], %(index_collations)s::bigint[], %(directions)s::integer[])
  AS u (type_oid, collated, class_oid, collation_oid, direction)
JOIN pg_catalog.pg_opclass AS o ON o.oid = u.class_oid::pg_catalog.oid AND o.oid < 16384
JOIN pg_catalog.pg_type AS t ON t.oid = u.type_oid::pg_catalog.oid
WHERE u.collation_oid IN (0, u.collated)
  AND (
    NOT o.opcdefault
    OR o.opcintype = t.oid
    OR CASE o.opcintype
      WHEN 'pg_catalog.text'::pg_catalog.regtype THEN t.oid = 'pg_catalog.varchar'::pg_catalog.regtype
      WHEN 'pg_catalog.anyenum'::pg_catalog.regtype THEN t.typtype = 'e'
      WHEN 'pg_catalog.anyrange'::pg_catalog.regtype THEN t.typtype = 'r'
      WHEN 'pg_catalog.anyarray'::pg_catalog.regtype THEN t.typtype = 'b' AND t.typcategory = 'A' AND t.typlen = -1 AND EXISTS (
        SELECT FROM pg_catalog.pg_type AS e WHERE e.oid = t.typelem AND e.typarray = t.oid
      )
      ELSE false
    END
  )
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_opclass AS o WHERE o.oid >= 16384 AND o.opcdefault)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_cast AS k WHERE k.oid >= 16384 AND k.castmethod = 'b')

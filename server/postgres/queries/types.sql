-- A row is what is said of columns of a type, with a collation and storage: few columns are of a kind of their own.
SELECT
  u.type_oid AS atttypid,
  u.modifier AS atttypmod,
  u.collated AS attcollation,
  u.stored AS attstorage,
  pg_catalog.format_type(t.oid, u.modifier) AS type,
  CASE WHEN u.collated <> t.typcollation::bigint THEN u.collated::pg_catalog.oid::pg_catalog.regcollation::text END AS collation,
  CASE WHEN u.stored <> t.typstorage::text THEN u.stored ELSE '' END AS storage,
  t.typstorage::text AS type_storage,
  e.oid IS NOT NULL AS is_array,
  CASE coalesce(e.typtype, t.typtype)
    WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range' WHEN 'm' THEN 'multirange'
    WHEN 'p' THEN 'pseudo' ELSE 'base'
  END AS type_kind,
  CASE WHEN coalesce(e.typtype, t.typtype) = 'd' THEN (
    WITH RECURSIVE base AS (
      SELECT b.typname, b.typtype, b.typbasetype FROM pg_catalog.pg_type AS b WHERE b.oid = coalesce(e.typbasetype, t.typbasetype)
      UNION ALL
      SELECT b.typname, b.typtype, b.typbasetype FROM base JOIN pg_catalog.pg_type AS b ON b.oid = base.typbasetype
      WHERE base.typtype = 'd'
    )
    SELECT base.typname FROM base WHERE base.typtype <> 'd'
  ) ELSE coalesce(e.typname, t.typname) END AS base_type,
  coalesce(e.oid, t.oid) AS type_oid
FROM unnest(%(types)s::bigint[], %(modifiers)s::integer[], %(collations)s::bigint[], %(storages)s::text[])
  AS u (type_oid, modifier, collated, stored)
JOIN pg_catalog.pg_type AS t ON t.oid = u.type_oid::pg_catalog.oid
LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid

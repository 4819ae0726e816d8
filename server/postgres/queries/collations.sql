-- A row is a collation that this database's encoding can use. The locale of ICU has had a column of its own since
-- PostgreSQL 15 and another name since 17; rules came with 16.
SELECT
  'collation' AS kind,
  i.identity,
  ARRAY[pg_catalog.format('CREATE COLLATION %%s (%%s)', i.identity, pg_catalog.concat_ws(
    ', ',
    'PROVIDER = ' || CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'default' END,
    CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END,
    CASE
      WHEN c.collprovider <> 'c' THEN pg_catalog.format(
        'LOCALE = %%L', coalesce(j.facts ->> 'colllocale', j.facts ->> 'colliculocale', j.facts ->> 'collcollate')
      )
      WHEN c.collcollate = c.collctype THEN pg_catalog.format('LOCALE = %%L', c.collcollate)
      ELSE pg_catalog.format('LC_COLLATE = %%L, LC_CTYPE = %%L', c.collcollate, c.collctype)
    END,
    CASE WHEN j.facts ->> 'collicurules' IS NOT NULL THEN pg_catalog.format('RULES = %%L', j.facts ->> 'collicurules') END
  ))] AS definition,
  pg_catalog.concat('DROP COLLATION ', i.identity) AS removal,
  false AS replaceable,
  'pg_catalog.pg_collation'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  c.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM pg_catalog.pg_collation AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(c) AS facts) AS j
CROSS JOIN LATERAL (SELECT pg_catalog.format('%%I.%%I', n.nspname, c.collname) AS identity) AS i
WHERE c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding()))
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )

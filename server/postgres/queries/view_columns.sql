-- A row is what a column of a view or materialized view has beside its query: a default, a setting.
WITH item (kind, identity, definition, removal, class_oid, oid, number, view_oid, view_number) AS (
  SELECT
    'view column default',
    pg_catalog.format('%%I.%%I.%%I', n.nspname, c.relname, a.attname),
    pg_catalog.format(
      'ALTER VIEW %%I.%%I ALTER COLUMN %%I SET DEFAULT %%s', n.nspname, c.relname, a.attname, pg_catalog.pg_get_expr(v.adbin, v.adrelid)
    ),
    pg_catalog.format('ALTER VIEW %%I.%%I ALTER COLUMN %%I DROP DEFAULT', n.nspname, c.relname, a.attname),
    'pg_catalog.pg_attrdef'::pg_catalog.regclass,
    v.oid,
    0,
    c.oid,
    a.attnum
  FROM pg_catalog.pg_attrdef AS v
  JOIN pg_catalog.pg_class AS c ON c.oid = v.adrelid AND c.relkind = 'v'
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = v.adrelid AND a.attnum = v.adnum
  WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_') AND n.nspname NOT IN ('information_schema', %(reserved)s)
  UNION ALL
  SELECT
    'matview column settings',
    pg_catalog.format('%%s of %%I.%%I.%%I', s.name, n.nspname, c.relname, a.attname),
    pg_catalog.format('ALTER MATERIALIZED VIEW %%I.%%I ALTER COLUMN %%I %%s', n.nspname, c.relname, a.attname, s.setting),
    pg_catalog.format('ALTER MATERIALIZED VIEW %%I.%%I ALTER COLUMN %%I %%s', n.nspname, c.relname, a.attname, s.usual),
    'pg_catalog.pg_class'::pg_catalog.regclass,
    c.oid,
    a.attnum,
    c.oid,
    a.attnum
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  CROSS JOIN LATERAL (
    SELECT 'statistics' AS name, 'SET STATISTICS ' || a.attstattarget AS setting, 'SET STATISTICS -1' AS usual
    WHERE a.attstattarget >= 0
    UNION ALL
    SELECT 'storage', 'SET STORAGE ' || own.word, 'SET STORAGE ' || usual.word
    FROM (VALUES ('p', 'PLAIN'), ('e', 'EXTERNAL'), ('m', 'MAIN'), ('x', 'EXTENDED')) AS own (letter, word)
    JOIN (VALUES ('p', 'PLAIN'), ('e', 'EXTERNAL'), ('m', 'MAIN'), ('x', 'EXTENDED')) AS usual (letter, word)
      ON own.letter = a.attstorage::text AND usual.letter = t.typstorage::text
    WHERE a.attstorage <> t.typstorage
    UNION ALL
    SELECT 'compression', 'SET COMPRESSION ' || CASE a.attcompression WHEN 'p' THEN 'pglz' ELSE 'lz4' END, 'SET COMPRESSION default'
    WHERE a.attcompression IN ('p', 'l')
    UNION ALL
    SELECT
      pg_catalog.quote_ident(o.option_name),
      pg_catalog.format('SET (%%I = %%s)', o.option_name, o.option_value),
      pg_catalog.format('RESET (%%I)', o.option_name)
    FROM pg_catalog.pg_options_to_table(a.attoptions) AS o
  ) AS s
  WHERE c.relkind = 'm' AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_') AND n.nspname NOT IN ('information_schema', %(reserved)s)
)
SELECT
  i.kind,
  i.identity,
  ARRAY[i.definition] AS definition,
  i.removal,
  true AS replaceable,
  i.class_oid::oid::bigint AS class_oid,
  i.oid::bigint AS oid,
  i.number::integer AS number,
  'pg_catalog.pg_class'::pg_catalog.regclass::oid::bigint AS part_of_class,
  i.view_oid::bigint AS part_of_oid,
  i.view_number::integer AS part_of_number
FROM item AS i
WHERE i.view_oid >= 16384
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = i.view_oid AND e.deptype = 'e'
  )

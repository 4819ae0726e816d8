-- A row is a publication, its options when they are not the usual ones, or a table in it.
-- A column that an older version lacks is taken from `absent`: a bare name means the inner table's column if there is one.
WITH absent (pubgencols, prattrs, prqual) AS (
  SELECT NULL::text, NULL::pg_catalog.int2vector, NULL::pg_catalog.pg_node_tree
),
publication AS (
  SELECT
    p.oid,
    p.puballtables AS all_tables,
    pg_catalog.quote_ident(p.pubname::text) AS name,
    pg_catalog.concat_ws(
      ', ',
      CASE WHEN p.pubinsert THEN 'insert' END,
      CASE WHEN p.pubupdate THEN 'update' END,
      CASE WHEN p.pubdelete THEN 'delete' END,
      CASE WHEN p.pubtruncate THEN 'truncate' END
    ) AS actions,
    p.pubviaroot AS via_root,
    newer.generated_columns
  FROM pg_catalog.pg_publication AS p
  CROSS JOIN absent
  CROSS JOIN LATERAL (
    SELECT CASE pubgencols::text WHEN 's' THEN 'stored' WHEN 'n' THEN 'none' END AS generated_columns
    FROM pg_catalog.pg_publication AS again WHERE again.oid = p.oid
  ) AS newer
  WHERE p.oid >= 16384
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND e.objid = p.oid AND e.deptype = 'e'
    )
)
SELECT
  'publication' AS kind,
  p.name AS identity,
  ARRAY['CREATE PUBLICATION ' || p.name || CASE WHEN p.all_tables THEN ' FOR ALL TABLES' ELSE '' END] AS definition,
  'DROP PUBLICATION ' || p.name AS removal,
  false AS replaceable,
  'pg_catalog.pg_publication'::pg_catalog.regclass::oid::bigint AS class_oid,
  p.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM publication AS p
UNION ALL
SELECT
  'publication options',
  p.name,
  ARRAY[pg_catalog.format(
    'ALTER PUBLICATION %%s SET (publish = %%L, publish_via_partition_root = %%s%%s)',
    p.name,
    p.actions,
    p.via_root::text,
    ', publish_generated_columns = ' || p.generated_columns
  )],
  pg_catalog.format(
    'ALTER PUBLICATION %%s SET (publish = %%L, publish_via_partition_root = false%%s)',
    p.name,
    'insert, update, delete, truncate',
    CASE WHEN p.generated_columns IS NOT NULL THEN ', publish_generated_columns = none' END
  ),
  true,
  'pg_catalog.pg_publication'::pg_catalog.regclass::oid::bigint,
  p.oid::bigint,
  0,
  'pg_catalog.pg_publication'::pg_catalog.regclass::oid::bigint,
  p.oid::bigint,
  0
FROM publication AS p
WHERE p.actions <> 'insert, update, delete, truncate' OR p.via_root OR p.generated_columns <> 'none'
UNION ALL
SELECT
  'publication table',
  pg_catalog.format('%%I.%%I in %%s', n.nspname, c.relname, p.name),
  -- ONLY, because tables that inherit from it have rows of their own.
  ARRAY[pg_catalog.concat_ws(
    ' ',
    pg_catalog.format('ALTER PUBLICATION %%s ADD TABLE ONLY %%I.%%I', p.name, n.nspname, c.relname),
    newer.columns,
    newer.condition
  )],
  pg_catalog.format('ALTER PUBLICATION %%s DROP TABLE ONLY %%I.%%I', p.name, n.nspname, c.relname),
  false,
  'pg_catalog.pg_publication_rel'::pg_catalog.regclass::oid::bigint,
  r.oid::bigint,
  0,
  'pg_catalog.pg_publication'::pg_catalog.regclass::oid::bigint,
  p.oid::bigint,
  0
FROM pg_catalog.pg_publication_rel AS r
JOIN publication AS p ON p.oid = r.prpubid
JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN absent
CROSS JOIN LATERAL (
  SELECT
    (
      SELECT '(' || pg_catalog.string_agg(pg_catalog.quote_ident(a.attname::text), ', ' ORDER BY a.attname COLLATE "C") || ')'
      FROM pg_catalog.pg_attribute AS a
      WHERE a.attrelid = again.prrelid AND a.attnum = ANY (prattrs::smallint[])
    ) AS columns,
    'WHERE (' || pg_catalog.pg_get_expr(prqual, again.prrelid) || ')' AS condition
  FROM pg_catalog.pg_publication_rel AS again WHERE again.oid = r.oid
) AS newer
WHERE n.nspname <> %(reserved)s

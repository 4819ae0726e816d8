-- A row says that an object shall go when an extension goes, without being a member of it: ALTER ... DEPENDS ON EXTENSION.
WITH object AS (
  SELECT
    d.classid, d.objid, x.extname, d.refobjid,
    CASE
      WHEN p.oid IS NOT NULL THEN pg_catalog.format(
        '%%s %%I.%%I(%%s)', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, pn.nspname, p.proname,
        pg_catalog.oidvectortypes(p.proargtypes)
      )
      WHEN g.oid IS NOT NULL THEN pg_catalog.format('TRIGGER %%I ON %%I.%%I', g.tgname, gn.nspname, gc.relname)
      ELSE pg_catalog.format('%%s %%I.%%I', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'INDEX' END, cn.nspname, c.relname)
    END AS name
  FROM pg_catalog.pg_depend AS d
  JOIN pg_catalog.pg_extension AS x ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND x.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_proc AS p ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND p.oid = d.objid
  LEFT JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.pronamespace
  LEFT JOIN pg_catalog.pg_trigger AS g ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND g.oid = d.objid
  LEFT JOIN pg_catalog.pg_class AS gc ON gc.oid = g.tgrelid
  LEFT JOIN pg_catalog.pg_namespace AS gn ON gn.oid = gc.relnamespace
  LEFT JOIN pg_catalog.pg_class AS c ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = d.objid
  LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.relnamespace
  WHERE d.deptype = 'x'
    AND coalesce(pn.nspname, gn.nspname, cn.nspname) <> %(reserved)s
)
SELECT
  'extension dependency' AS kind,
  pg_catalog.format('%%s on %%I', o.name, o.extname) AS identity,
  ARRAY[pg_catalog.format('ALTER %%s DEPENDS ON EXTENSION %%I', o.name, o.extname)] AS definition,
  pg_catalog.format('ALTER %%s NO DEPENDS ON EXTENSION %%I', o.name, o.extname) AS removal,
  false AS replaceable,
  o.classid::bigint AS class_oid,
  o.objid::bigint AS oid,
  0 AS number,
  o.classid::bigint AS part_of_class,
  o.objid::bigint AS part_of_oid,
  0 AS part_of_number
FROM object AS o

-- A row is a comment, named as after COMMENT ON. OIDs below 16384 are the system's own, but for the schema public, which
-- has a comment from the start; an extension brings its own comment too.
WITH note AS (
  SELECT d.objoid, d.classoid, d.objsubid, d.description
  FROM pg_catalog.pg_description AS d
  WHERE d.objoid >= 16384
    -- only d.objoid
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e'
    )
),
object (objoid, classoid, objsubid, description, usual, schema, name) AS (
  SELECT
    d.*,
    NULL::text,
    n.nspname,
    pg_catalog.format(
      '%%s %%I.%%I',
      CASE c.relkind
        WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE'
        WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' ELSE 'TABLE'
      END,
      n.nspname,
      c.relname
    )
  FROM note AS d
  JOIN pg_catalog.pg_class AS c ON c.oid = d.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('COLUMN %%I.%%I.%%I', n.nspname, c.relname, a.attname)
  FROM note AS d
  JOIN pg_catalog.pg_class AS c ON c.oid = d.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
  WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('CONSTRAINT %%I ON %%I.%%I', k.conname, n.nspname, c.relname)
  FROM note AS d
  JOIN pg_catalog.pg_constraint AS k ON k.oid = d.objoid
  JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('CONSTRAINT %%I ON DOMAIN %%I.%%I', k.conname, n.nspname, t.typname)
  FROM note AS d
  JOIN pg_catalog.pg_constraint AS k ON k.oid = d.objoid
  JOIN pg_catalog.pg_type AS t ON t.oid = k.contypid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  WHERE d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('TRIGGER %%I ON %%I.%%I', g.tgname, n.nspname, c.relname)
  FROM note AS d
  JOIN pg_catalog.pg_trigger AS g ON g.oid = d.objoid
  JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('RULE %%I ON %%I.%%I', r.rulename, n.nspname, c.relname)
  FROM note AS d
  JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objoid
  JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('POLICY %%I ON %%I.%%I', p.polname, n.nspname, c.relname)
  FROM note AS d
  JOIN pg_catalog.pg_policy AS p ON p.oid = d.objoid
  JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass
  UNION ALL
  -- Types that come with a table, an array or a range have no comment that lasts.
  SELECT d.*, NULL, n.nspname, pg_catalog.format('%%s %%I.%%I', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, t.typname)
  FROM note AS d
  JOIN pg_catalog.pg_type AS t ON t.oid = d.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
  WHERE d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
    AND coalesce(c.relkind, 'c') = 'c'
    AND t.typtype <> 'm'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS u WHERE u.oid = t.typelem AND u.typarray = t.oid)
  UNION ALL
  SELECT d.*, NULL, n.nspname, CASE p.prokind WHEN 'a' THEN 'AGGREGATE ' WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || CASE
    WHEN p.prokind = 'a' AND p.pronargs = 0 THEN pg_catalog.format('%%I.%%I(*)', n.nspname, p.proname)
    -- Without its OUT arguments a procedure could be taken for another.
    WHEN p.prokind = 'p' AND p.proallargtypes IS NOT NULL
      THEN pg_catalog.format('%%I.%%I(%%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))
    ELSE p.oid::pg_catalog.regprocedure::text
  END
  FROM note AS d
  JOIN pg_catalog.pg_proc AS p ON p.oid = d.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  WHERE d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  UNION ALL
  SELECT
    n.oid,
    'pg_catalog.pg_namespace'::pg_catalog.regclass,
    0,
    d.description,
    CASE WHEN n.nspname = 'public' THEN 'standard public schema' END,
    n.nspname,
    pg_catalog.format('SCHEMA %%I', n.nspname)
  FROM pg_catalog.pg_namespace AS n
  LEFT JOIN pg_catalog.pg_description AS d
    ON d.objoid = n.oid AND d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
  -- A dump tells that public has none from PostgreSQL 15 on.
  WHERE (d.objoid IS NOT NULL OR pg_catalog.current_setting('server_version_num')::integer >= 150000)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND e.objid = n.oid AND e.deptype = 'e'
    )
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format(
    'OPERATOR %%I.%%s (%%s, %%s)',
    n.nspname,
    o.oprname,
    coalesce(pg_catalog.format_type(nullif(o.oprleft, 0::oid), NULL), 'NONE'),
    coalesce(pg_catalog.format_type(nullif(o.oprright, 0::oid), NULL), 'NONE')
  )
  FROM note AS d
  JOIN pg_catalog.pg_operator AS o ON o.oid = d.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
  WHERE d.classoid = 'pg_catalog.pg_operator'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('OPERATOR CLASS %%I.%%I USING %%I', n.nspname, o.opcname, m.amname)
  FROM note AS d
  JOIN pg_catalog.pg_opclass AS o ON o.oid = d.objoid
  JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
  WHERE d.classoid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('OPERATOR FAMILY %%I.%%I USING %%I', n.nspname, o.opfname, m.amname)
  FROM note AS d
  JOIN pg_catalog.pg_opfamily AS o ON o.oid = d.objoid
  JOIN pg_catalog.pg_am AS m ON m.oid = o.opfmethod
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opfnamespace
  WHERE d.classoid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, NULL, pg_catalog.format(
    'CAST (%%s AS %%s)', pg_catalog.format_type(t.castsource, NULL), pg_catalog.format_type(t.casttarget, NULL)
  )
  FROM note AS d
  JOIN pg_catalog.pg_cast AS t ON t.oid = d.objoid
  WHERE d.classoid = 'pg_catalog.pg_cast'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, NULL, pg_catalog.format('TRANSFORM FOR %%s LANGUAGE %%I', pg_catalog.format_type(t.trftype, NULL), l.lanname)
  FROM note AS d
  JOIN pg_catalog.pg_transform AS t ON t.oid = d.objoid
  JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
  WHERE d.classoid = 'pg_catalog.pg_transform'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, v.comment, NULL, pg_catalog.format('EXTENSION %%I', x.extname)
  FROM note AS d
  JOIN pg_catalog.pg_extension AS x ON x.oid = d.objoid
  LEFT JOIN pg_catalog.pg_available_extensions() AS v ON v.name = x.extname
  WHERE d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass
  UNION ALL
  SELECT d.*, NULL, n.nspname, pg_catalog.format('%%s %%I.%%I', o.keyword, n.nspname, o.name)
  FROM note AS d
  JOIN (
    SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, s.stxnamespace, s.stxname, 'STATISTICS'
    FROM pg_catalog.pg_statistic_ext AS s
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, s.oid, s.collnamespace, s.collname, 'COLLATION'
    FROM pg_catalog.pg_collation AS s
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, s.oid, s.connamespace, s.conname, 'CONVERSION'
    FROM pg_catalog.pg_conversion AS s
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, s.oid, s.cfgnamespace, s.cfgname, 'TEXT SEARCH CONFIGURATION'
    FROM pg_catalog.pg_ts_config AS s
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, s.oid, s.dictnamespace, s.dictname, 'TEXT SEARCH DICTIONARY'
    FROM pg_catalog.pg_ts_dict AS s
    UNION ALL
    SELECT 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, s.oid, s.prsnamespace, s.prsname, 'TEXT SEARCH PARSER'
    FROM pg_catalog.pg_ts_parser AS s
    UNION ALL
    SELECT 'pg_catalog.pg_ts_template'::pg_catalog.regclass, s.oid, s.tmplnamespace, s.tmplname, 'TEXT SEARCH TEMPLATE'
    FROM pg_catalog.pg_ts_template AS s
  ) AS o (classoid, oid, namespace, name, keyword) ON o.classoid = d.classoid AND o.oid = d.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.namespace
  UNION ALL
  SELECT d.*, NULL, NULL, pg_catalog.format('%%s %%I', o.keyword, o.name)
  FROM note AS d
  JOIN (
    SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass, s.oid, s.pubname, 'PUBLICATION'
    FROM pg_catalog.pg_publication AS s
    UNION ALL
    SELECT 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, s.subname, 'SUBSCRIPTION'
    FROM pg_catalog.pg_subscription AS s
    JOIN pg_catalog.pg_database AS b ON b.oid = s.subdbid AND b.datname = pg_catalog.current_database()
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, s.oid, s.fdwname, 'FOREIGN DATA WRAPPER'
    FROM pg_catalog.pg_foreign_data_wrapper AS s
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, s.srvname, 'SERVER'
    FROM pg_catalog.pg_foreign_server AS s
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, s.oid, s.evtname, 'EVENT TRIGGER'
    FROM pg_catalog.pg_event_trigger AS s
    UNION ALL
    SELECT 'pg_catalog.pg_am'::pg_catalog.regclass, s.oid, s.amname, 'ACCESS METHOD'
    FROM pg_catalog.pg_am AS s
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, s.oid, s.lanname, 'LANGUAGE'
    FROM pg_catalog.pg_language AS s
  ) AS o (classoid, oid, name, keyword) ON o.classoid = d.classoid AND o.oid = d.objoid
)
SELECT
  'comment' AS kind,
  o.name AS identity,
  ARRAY[pg_catalog.format('COMMENT ON %%s IS %%L', o.name, o.description)] AS definition,
  pg_catalog.format('COMMENT ON %%s IS %%s', o.name, pg_catalog.quote_nullable(o.usual)) AS removal,
  true AS replaceable,
  o.classoid::bigint AS class_oid,
  o.objoid::bigint AS oid,
  o.objsubid AS number,
  o.classoid::bigint AS part_of_class,
  o.objoid::bigint AS part_of_oid,
  o.objsubid AS part_of_number
FROM object AS o
WHERE o.usual IS DISTINCT FROM o.description
  AND (
    o.schema IS NULL
    OR NOT pg_catalog.starts_with(o.schema::text, 'pg_') AND o.schema NOT IN ('information_schema', %(reserved)s)
  )

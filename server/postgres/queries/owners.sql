-- A row is the owner of an object, named as after ALTER, when it is another than the owner of the database. Indexes, owned
-- sequences and generated types have the owner of what they belong to. The schema public belongs to a role of its own.
WITH base AS (
  SELECT d.datdba AS owner, pg_catalog.current_setting('server_version_num')::integer AS version
  FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
),
member AS (
  SELECT e.classid, e.objid, e.deptype FROM pg_catalog.pg_depend AS e WHERE e.deptype IN ('e', 'i')
),
object (classid, oid, owner, usual, schema, name) AS (
  SELECT
    'pg_catalog.pg_class'::pg_catalog.regclass,
    c.oid,
    c.relowner,
    b.owner,
    n.nspname,
    pg_catalog.format(
      '%%s %%I.%%I',
      CASE c.relkind
        WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE'
      END,
      n.nspname,
      c.relname
    )
  FROM base AS b
  CROSS JOIN pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  -- As a value of its own the owner is compared before anything is looked up.
  WHERE c.relowner <> (SELECT base.owner FROM base)
    AND c.oid >= 16384
    AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
    AND (
      c.relkind <> 'S'
      OR NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend AS s
        WHERE s.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND s.objid = c.oid AND s.deptype IN ('a', 'i')
          AND s.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND s.refobjsubid > 0
      )
    )
  UNION ALL
  SELECT
    'pg_catalog.pg_type'::pg_catalog.regclass,
    t.oid,
    t.typowner,
    b.owner,
    n.nspname,
    pg_catalog.format('%%s %%I.%%I', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, t.typname)
  FROM base AS b
  JOIN pg_catalog.pg_type AS t ON t.typowner <> b.owner AND t.oid >= 16384 AND t.typtype <> 'm'
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
  WHERE coalesce(c.relkind, 'c') = 'c'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS u WHERE u.oid = t.typelem AND u.typarray = t.oid)
  UNION ALL
  SELECT
    'pg_catalog.pg_proc'::pg_catalog.regclass,
    p.oid,
    p.proowner,
    b.owner,
    n.nspname,
    CASE p.prokind WHEN 'a' THEN 'AGGREGATE ' WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || CASE
      WHEN p.prokind = 'a' AND p.pronargs = 0 THEN pg_catalog.format('%%I.%%I(*)', n.nspname, p.proname)
      -- Without its OUT arguments a procedure could be taken for another.
      WHEN p.prokind = 'p' AND p.proallargtypes IS NOT NULL
        THEN pg_catalog.format('%%I.%%I(%%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))
      ELSE p.oid::pg_catalog.regprocedure::text
    END
  FROM base AS b
  JOIN pg_catalog.pg_proc AS p ON p.proowner <> b.owner AND p.oid >= 16384
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  UNION ALL
  -- The bootstrap superuser owns public up to PostgreSQL 14, whoever owns the database from 15 on.
  SELECT
    'pg_catalog.pg_namespace'::pg_catalog.regclass,
    n.oid,
    n.nspowner,
    CASE WHEN n.nspname <> 'public' THEN b.owner WHEN b.version < 150000 THEN 10::oid ELSE 'pg_database_owner'::pg_catalog.regrole::oid END,
    n.nspname,
    pg_catalog.format('SCHEMA %%I', n.nspname)
  FROM base AS b
  CROSS JOIN pg_catalog.pg_namespace AS n
  UNION ALL
  SELECT
    'pg_catalog.pg_operator'::pg_catalog.regclass,
    o.oid,
    o.oprowner,
    b.owner,
    n.nspname,
    pg_catalog.format(
      'OPERATOR %%I.%%s (%%s, %%s)',
      n.nspname,
      o.oprname,
      coalesce(pg_catalog.format_type(nullif(o.oprleft, 0::oid), NULL), 'NONE'),
      coalesce(pg_catalog.format_type(nullif(o.oprright, 0::oid), NULL), 'NONE')
    )
  FROM base AS b
  -- One that is only named by another operator has no function yet.
  JOIN pg_catalog.pg_operator AS o ON o.oprowner <> b.owner AND o.oid >= 16384 AND o.oprcode <> 0
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
  UNION ALL
  SELECT
    'pg_catalog.pg_opclass'::pg_catalog.regclass,
    o.oid,
    o.opcowner,
    b.owner,
    n.nspname,
    pg_catalog.format('OPERATOR CLASS %%I.%%I USING %%I', n.nspname, o.opcname, m.amname)
  FROM base AS b
  JOIN pg_catalog.pg_opclass AS o ON o.opcowner <> b.owner AND o.oid >= 16384
  JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
  UNION ALL
  SELECT
    'pg_catalog.pg_opfamily'::pg_catalog.regclass,
    o.oid,
    o.opfowner,
    b.owner,
    n.nspname,
    pg_catalog.format('OPERATOR FAMILY %%I.%%I USING %%I', n.nspname, o.opfname, m.amname)
  FROM base AS b
  JOIN pg_catalog.pg_opfamily AS o ON o.opfowner <> b.owner AND o.oid >= 16384
  JOIN pg_catalog.pg_am AS m ON m.oid = o.opfmethod
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opfnamespace
  UNION ALL
  SELECT o.classid, o.oid, o.owner, b.owner, n.nspname, pg_catalog.format('%%s %%I.%%I', o.keyword, n.nspname, o.name)
  FROM base AS b
  JOIN (
    SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, s.stxnamespace, s.stxname, s.stxowner, 'STATISTICS'
    FROM pg_catalog.pg_statistic_ext AS s
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, s.oid, s.collnamespace, s.collname, s.collowner, 'COLLATION'
    FROM pg_catalog.pg_collation AS s
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, s.oid, s.connamespace, s.conname, s.conowner, 'CONVERSION'
    FROM pg_catalog.pg_conversion AS s
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, s.oid, s.cfgnamespace, s.cfgname, s.cfgowner, 'TEXT SEARCH CONFIGURATION'
    FROM pg_catalog.pg_ts_config AS s
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, s.oid, s.dictnamespace, s.dictname, s.dictowner, 'TEXT SEARCH DICTIONARY'
    FROM pg_catalog.pg_ts_dict AS s
  ) AS o (classid, oid, namespace, name, owner, keyword) ON o.owner <> b.owner AND o.oid >= 16384
  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.namespace
  UNION ALL
  SELECT o.classid, o.oid, o.owner, b.owner, NULL, pg_catalog.format('%%s %%I', o.keyword, o.name)
  FROM base AS b
  JOIN (
    SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass, s.oid, s.pubname, s.pubowner, 'PUBLICATION'
    FROM pg_catalog.pg_publication AS s
    UNION ALL
    SELECT 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, s.subname, s.subowner, 'SUBSCRIPTION'
    FROM pg_catalog.pg_subscription AS s
    JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, s.oid, s.fdwname, s.fdwowner, 'FOREIGN DATA WRAPPER'
    FROM pg_catalog.pg_foreign_data_wrapper AS s
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, s.srvname, s.srvowner, 'SERVER'
    FROM pg_catalog.pg_foreign_server AS s
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, s.oid, s.evtname, s.evtowner, 'EVENT TRIGGER'
    FROM pg_catalog.pg_event_trigger AS s
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, s.oid, s.lanname, s.lanowner, 'LANGUAGE'
    FROM pg_catalog.pg_language AS s
  ) AS o (classid, oid, name, owner, keyword) ON o.owner <> b.owner AND o.oid >= 16384
)
SELECT
  'owner' AS kind,
  o.name AS identity,
  ARRAY[pg_catalog.format(
    'ALTER %%s OWNER TO %%s',
    o.name,
    CASE o.owner WHEN b.owner THEN 'CURRENT_USER' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.owner)::text) END
  )] AS definition,
  pg_catalog.format(
    'ALTER %%s OWNER TO %%s',
    o.name,
    CASE o.usual WHEN b.owner THEN 'CURRENT_USER' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.usual)::text) END
  ) AS removal,
  true AS replaceable,
  o.classid::oid::bigint AS class_oid,
  o.oid::bigint AS oid,
  0 AS number,
  o.classid::oid::bigint AS part_of_class,
  o.oid::bigint AS part_of_oid,
  0 AS part_of_number,
  CASE o.owner WHEN b.owner THEN 'CURRENT_USER' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.owner)::text) END AS also_named
FROM object AS o
CROSS JOIN base AS b
WHERE o.owner <> o.usual
  -- The schema public, which may have another name by now, is as old as the system's own.
  AND (o.oid >= 16384 OR o.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)
  AND (
    o.schema IS NULL
    OR NOT pg_catalog.starts_with(o.schema::text, 'pg_') AND o.schema NOT IN ('information_schema', %(reserved)s)
  )
  AND NOT EXISTS (
    SELECT FROM member AS e
    WHERE e.classid = o.classid AND e.objid = o.oid
      AND (e.deptype = 'e' OR e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
  )

-- A row is a security label, named as after SECURITY LABEL ON; a provider for them is loaded by the server's owner.
WITH label AS (
  SELECT l.classoid, l.objoid, l.objsubid, l.provider, l.label
  FROM pg_catalog.pg_seclabel AS l
  WHERE l.objoid >= 16384
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = l.classoid AND e.objid = l.objoid AND e.deptype = 'e'
    )
),
object (classoid, objoid, objsubid, provider, label, schema, name) AS (
  SELECT
    l.*,
    n.nspname,
    pg_catalog.format(
      '%%s %%I.%%I',
      CASE c.relkind
        WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE'
      END,
      n.nspname,
      c.relname
    )
  FROM label AS l
  JOIN pg_catalog.pg_class AS c ON c.oid = l.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND l.objsubid = 0
  UNION ALL
  SELECT l.*, n.nspname, pg_catalog.format('COLUMN %%I.%%I.%%I', n.nspname, c.relname, a.attname)
  FROM label AS l
  JOIN pg_catalog.pg_class AS c ON c.oid = l.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = l.objoid AND a.attnum = l.objsubid
  WHERE l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND l.objsubid > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT l.*, n.nspname, pg_catalog.format('%%s %%I.%%I', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, t.typname)
  FROM label AS l
  JOIN pg_catalog.pg_type AS t ON t.oid = l.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  WHERE l.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
  UNION ALL
  SELECT l.*, n.nspname, CASE p.prokind WHEN 'a' THEN 'AGGREGATE ' WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || CASE
    WHEN p.prokind = 'a' AND p.pronargs = 0 THEN pg_catalog.format('%%I.%%I(*)', n.nspname, p.proname)
    -- Without its OUT arguments a procedure could be taken for another.
    WHEN p.prokind = 'p' AND p.proallargtypes IS NOT NULL
      THEN pg_catalog.format('%%I.%%I(%%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))
    ELSE p.oid::pg_catalog.regprocedure::text
  END
  FROM label AS l
  JOIN pg_catalog.pg_proc AS p ON p.oid = l.objoid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  WHERE l.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  UNION ALL
  SELECT l.*, n.nspname, pg_catalog.format('SCHEMA %%I', n.nspname)
  FROM label AS l
  JOIN pg_catalog.pg_namespace AS n ON n.oid = l.objoid
  WHERE l.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
  UNION ALL
  SELECT l.*, NULL, pg_catalog.format('%%s %%I', o.keyword, o.name)
  FROM label AS l
  JOIN (
    SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass, s.oid, s.pubname, 'PUBLICATION'
    FROM pg_catalog.pg_publication AS s
    UNION ALL
    SELECT 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, s.subname, 'SUBSCRIPTION'
    FROM pg_catalog.pg_subscription AS s
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, s.oid, s.evtname, 'EVENT TRIGGER'
    FROM pg_catalog.pg_event_trigger AS s
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, s.oid, s.lanname, 'LANGUAGE'
    FROM pg_catalog.pg_language AS s
  ) AS o (classoid, oid, name, keyword) ON o.classoid = l.classoid AND o.oid = l.objoid
)
SELECT
  'security label' AS kind,
  pg_catalog.format('%%s for %%I', o.name, o.provider) AS identity,
  ARRAY[pg_catalog.format('SECURITY LABEL FOR %%I ON %%s IS %%L', o.provider, o.name, o.label)] AS definition,
  pg_catalog.format('SECURITY LABEL FOR %%I ON %%s IS NULL', o.provider, o.name) AS removal,
  true AS replaceable,
  o.classoid::bigint AS class_oid,
  o.objoid::bigint AS oid,
  o.objsubid AS number,
  o.classoid::bigint AS part_of_class,
  o.objoid::bigint AS part_of_oid,
  o.objsubid AS part_of_number
FROM object AS o
WHERE o.schema IS NULL
  OR NOT pg_catalog.starts_with(o.schema::text, 'pg_') AND o.schema NOT IN ('information_schema', %(reserved)s)

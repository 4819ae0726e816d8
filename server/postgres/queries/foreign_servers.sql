-- A row is a foreign-data wrapper, a foreign server or a user mapping, or what each can be given and rid of by itself.
-- Values that may be secrets are never read: an option that could hold one is written with a placeholder.
WITH member AS (
  SELECT e.classid, e.objid FROM pg_catalog.pg_depend AS e WHERE e.deptype = 'e'
),
wrapper AS (
  SELECT w.*, pg_catalog.quote_ident(w.fdwname::text) AS name
  FROM pg_catalog.pg_foreign_data_wrapper AS w
  WHERE w.oid >= 16384
    AND NOT EXISTS (
      SELECT FROM member AS e WHERE e.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND e.objid = w.oid
    )
),
server AS (
  SELECT s.*, pg_catalog.quote_ident(s.srvname::text) AS name
  FROM pg_catalog.pg_foreign_server AS s
  WHERE s.oid >= 16384
    AND NOT EXISTS (
      SELECT FROM member AS e WHERE e.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass AND e.objid = s.oid
    )
),
-- The view can be read by everybody, the table only by superusers; the names of the options only by those they concern.
mapping AS (
  SELECT
    m.umid,
    m.umoptions,
    CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(m.usename::text) END AS role,
    s.name AS server
  FROM pg_catalog.pg_user_mappings AS m
  JOIN server AS s ON s.oid = m.srvid
),
item (kind, identity, definition, removal, replaceable, class_oid, oid, facet) AS (
  SELECT
    'foreign-data wrapper',
    w.name,
    'CREATE FOREIGN DATA WRAPPER ' || w.name,
    'DROP FOREIGN DATA WRAPPER ' || w.name,
    false,
    'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass,
    w.oid,
    false
  FROM wrapper AS w
  UNION ALL
  SELECT
    'foreign-data wrapper ' || f.name,
    w.name,
    pg_catalog.format('ALTER FOREIGN DATA WRAPPER %%s %%s %%I.%%I', w.name, pg_catalog.upper(f.name), n.nspname, p.proname),
    pg_catalog.format('ALTER FOREIGN DATA WRAPPER %%s NO %%s', w.name, pg_catalog.upper(f.name)),
    true,
    'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass,
    w.oid,
    true
  FROM wrapper AS w
  CROSS JOIN LATERAL (VALUES ('handler', w.fdwhandler), ('validator', w.fdwvalidator)) AS f (name, oid)
  JOIN pg_catalog.pg_proc AS p ON p.oid = f.oid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  UNION ALL
  SELECT
    'foreign-data wrapper option',
    pg_catalog.format('%%s %%I', w.name, o.name),
    pg_catalog.format('ALTER FOREIGN DATA WRAPPER %%s OPTIONS (ADD %%I %%L)', w.name, o.name, o.value),
    pg_catalog.format('ALTER FOREIGN DATA WRAPPER %%s OPTIONS (DROP %%I)', w.name, o.name),
    false,
    'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass,
    w.oid,
    true
  FROM wrapper AS w
  CROSS JOIN LATERAL (
    SELECT
      u.option_name AS name,
      CASE
        WHEN u.option_name ~* 'pass|pwd|secret|token|credential|key|user' THEN '<withheld>'
        WHEN u.option_value ~* '(pass(word|wd)?|pwd)[[:space:]]*=|://[^/@]*:[^/]*@' THEN '<withheld>'
        ELSE u.option_value
      END AS value
    FROM pg_catalog.pg_options_to_table(w.fdwoptions) AS u
  ) AS o
  UNION ALL
  SELECT
    'server',
    s.name,
    pg_catalog.format('CREATE SERVER %%s%%s FOREIGN DATA WRAPPER %%I', s.name, ' TYPE ' || pg_catalog.quote_literal(s.srvtype), w.fdwname),
    'DROP SERVER ' || s.name,
    false,
    'pg_catalog.pg_foreign_server'::pg_catalog.regclass,
    s.oid,
    false
  FROM server AS s
  JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
  UNION ALL
  SELECT
    'server version',
    s.name,
    pg_catalog.format('ALTER SERVER %%s VERSION %%L', s.name, s.srvversion),
    pg_catalog.format('ALTER SERVER %%s VERSION NULL', s.name),
    true,
    'pg_catalog.pg_foreign_server'::pg_catalog.regclass,
    s.oid,
    true
  FROM server AS s
  WHERE s.srvversion IS NOT NULL
  UNION ALL
  SELECT
    'server option',
    pg_catalog.format('%%s %%I', s.name, o.name),
    pg_catalog.format('ALTER SERVER %%s OPTIONS (ADD %%I %%L)', s.name, o.name, o.value),
    pg_catalog.format('ALTER SERVER %%s OPTIONS (DROP %%I)', s.name, o.name),
    false,
    'pg_catalog.pg_foreign_server'::pg_catalog.regclass,
    s.oid,
    true
  FROM server AS s
  CROSS JOIN LATERAL (
    SELECT
      u.option_name AS name,
      CASE
        WHEN u.option_name ~* 'pass|pwd|secret|token|credential|key|user' THEN '<withheld>'
        WHEN u.option_value ~* '(pass(word|wd)?|pwd)[[:space:]]*=|://[^/@]*:[^/]*@' THEN '<withheld>'
        ELSE u.option_value
      END AS value
    FROM pg_catalog.pg_options_to_table(s.srvoptions) AS u
  ) AS o
  UNION ALL
  SELECT
    'user mapping',
    pg_catalog.format('%%s on %%s', m.role, m.server),
    pg_catalog.format('CREATE USER MAPPING FOR %%s SERVER %%s', m.role, m.server),
    pg_catalog.format('DROP USER MAPPING FOR %%s SERVER %%s', m.role, m.server),
    false,
    'pg_catalog.pg_user_mapping'::pg_catalog.regclass,
    m.umid,
    false
  FROM mapping AS m
  UNION ALL
  SELECT
    'user mapping option',
    pg_catalog.format('%%I of %%s on %%s', o.option_name, m.role, m.server),
    pg_catalog.format('ALTER USER MAPPING FOR %%s SERVER %%s OPTIONS (ADD %%I %%L)', m.role, m.server, o.option_name, '<withheld>'),
    pg_catalog.format('ALTER USER MAPPING FOR %%s SERVER %%s OPTIONS (DROP %%I)', m.role, m.server, o.option_name),
    false,
    'pg_catalog.pg_user_mapping'::pg_catalog.regclass,
    m.umid,
    true
  FROM mapping AS m
  CROSS JOIN LATERAL pg_catalog.pg_options_to_table(m.umoptions) AS o
)
SELECT
  i.kind,
  i.identity,
  ARRAY[i.definition] AS definition,
  i.removal,
  i.replaceable,
  i.class_oid::oid::bigint AS class_oid,
  i.oid::bigint AS oid,
  0 AS number,
  CASE WHEN i.facet THEN i.class_oid::oid::bigint END AS part_of_class,
  CASE WHEN i.facet THEN i.oid::bigint END AS part_of_oid,
  CASE WHEN i.facet THEN 0 END AS part_of_number
FROM item AS i

-- A row is one privilege of one role on one object or column that it does not have from the start, or one that it had from
-- the start and that was taken away. What an extension gave is the start of its members: they go with the extension.
WITH base AS (
  SELECT d.datdba AS owner, pg_catalog.current_setting('server_version_num')::integer AS version
  FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
),
-- Few columns have privileges of their own, which only a look at each tells.
granted AS MATERIALIZED (
  SELECT a.attrelid, a.attnum, a.attname, a.attacl
  FROM pg_catalog.pg_attribute AS a
  WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
),
holder (classid, oid, number, schema, owner, acl, usual, whole, columns, name) AS (
  SELECT
    'pg_catalog.pg_class'::pg_catalog.regclass,
    c.oid,
    0,
    n.nspname,
    c.relowner,
    c.relacl,
    pg_catalog.acldefault((CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relowner),
    NULL::pg_catalog.aclitem[],
    '',
    pg_catalog.format('%%s %%I.%%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname, c.relname)
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relacl IS NOT NULL AND c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  UNION ALL
  SELECT
    'pg_catalog.pg_class'::pg_catalog.regclass,
    c.oid,
    a.attnum,
    n.nspname,
    c.relowner,
    a.attacl,
    pg_catalog.acldefault('c', c.relowner),
    coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner)),
    pg_catalog.format(' (%%I)', a.attname),
    pg_catalog.format('TABLE %%I.%%I', n.nspname, c.relname)
  FROM granted AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.oid >= 16384
  UNION ALL
  SELECT
    'pg_catalog.pg_proc'::pg_catalog.regclass,
    p.oid,
    0,
    n.nspname,
    p.proowner,
    p.proacl,
    pg_catalog.acldefault('f', p.proowner),
    NULL,
    '',
    CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || CASE
      -- Without its OUT arguments a procedure could be taken for another.
      WHEN p.prokind = 'p' AND p.proallargtypes IS NOT NULL
        THEN pg_catalog.format('%%I.%%I(%%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))
      ELSE p.oid::pg_catalog.regprocedure::text
    END
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  WHERE p.proacl IS NOT NULL AND p.oid >= 16384
  UNION ALL
  SELECT
    'pg_catalog.pg_type'::pg_catalog.regclass,
    t.oid,
    0,
    n.nspname,
    t.typowner,
    t.typacl,
    pg_catalog.acldefault('T', t.typowner),
    NULL,
    '',
    pg_catalog.format('%%s %%I.%%I', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, n.nspname, t.typname)
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  WHERE t.typacl IS NOT NULL AND t.oid >= 16384
  UNION ALL
  -- The schema public starts with more than others, made anew or not.
  SELECT
    'pg_catalog.pg_namespace'::pg_catalog.regclass,
    n.oid,
    0,
    n.nspname,
    n.nspowner,
    coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)),
    pg_catalog.acldefault('n', n.nspowner) || CASE WHEN n.nspname = 'public' THEN ARRAY[
      pg_catalog.makeaclitem(0, n.nspowner, 'USAGE', false),
      pg_catalog.makeaclitem(0, n.nspowner, CASE WHEN b.version < 150000 THEN 'CREATE' ELSE 'USAGE' END, false)
    ] END,
    NULL,
    '',
    pg_catalog.format('SCHEMA %%I', n.nspname)
  FROM base AS b
  CROSS JOIN pg_catalog.pg_namespace AS n
  WHERE n.nspname = 'public' OR n.nspacl IS NOT NULL
  UNION ALL
  SELECT
    'pg_catalog.pg_language'::pg_catalog.regclass,
    l.oid,
    0,
    NULL,
    l.lanowner,
    l.lanacl,
    pg_catalog.acldefault('l', l.lanowner),
    NULL,
    '',
    pg_catalog.format('LANGUAGE %%I', l.lanname)
  FROM pg_catalog.pg_language AS l
  WHERE l.lanacl IS NOT NULL
  UNION ALL
  SELECT
    'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass,
    w.oid,
    0,
    NULL,
    w.fdwowner,
    w.fdwacl,
    pg_catalog.acldefault('F', w.fdwowner),
    NULL,
    '',
    pg_catalog.format('FOREIGN DATA WRAPPER %%I', w.fdwname)
  FROM pg_catalog.pg_foreign_data_wrapper AS w
  WHERE w.fdwacl IS NOT NULL
  UNION ALL
  SELECT
    'pg_catalog.pg_foreign_server'::pg_catalog.regclass,
    s.oid,
    0,
    NULL,
    s.srvowner,
    s.srvacl,
    pg_catalog.acldefault('S', s.srvowner),
    NULL,
    '',
    pg_catalog.format('FOREIGN SERVER %%I', s.srvname)
  FROM pg_catalog.pg_foreign_server AS s
  WHERE s.srvacl IS NOT NULL
),
entry AS (
  SELECT
    h.classid,
    h.oid,
    h.number,
    h.columns,
    h.name,
    m.extension_oid,
    e.privilege,
    e.has,
    e.had,
    e.grants,
    e.had_grants,
    EXISTS (
      SELECT FROM pg_catalog.aclexplode(h.whole) AS x WHERE x.grantee = e.grantee AND x.privilege_type = e.privilege
    ) AS beside_whole,
    CASE
      WHEN e.grantee = 0 THEN 'PUBLIC'
      WHEN e.grantee = h.owner AND h.owner = b.owner THEN 'CURRENT_USER'
      ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)::text)
    END AS role
  FROM holder AS h
  CROSS JOIN base AS b
  LEFT JOIN pg_catalog.pg_init_privs AS i ON i.classoid = h.classid AND i.objoid = h.oid AND i.objsubid = h.number AND i.privtype = 'e'
  LEFT JOIN (
    SELECT d.classid, d.objid, d.refobjid FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'e'
  ) AS m (classid, objid, extension_oid) ON m.classid = h.classid AND m.objid = h.oid
  CROSS JOIN LATERAL (
    SELECT
      u.grantee,
      u.privilege,
      pg_catalog.bool_or(u.now) AS has,
      pg_catalog.bool_or(NOT u.now) AS had,
      -- An owner may always grant.
      pg_catalog.bool_or(u.now AND u.grants AND u.grantee <> h.owner) AS grants,
      pg_catalog.bool_or(NOT u.now AND u.grants AND u.grantee <> h.owner) AS had_grants
    FROM (
      SELECT true, x.grantee, x.privilege_type, x.is_grantable FROM pg_catalog.aclexplode(h.acl) AS x
      UNION ALL
      -- What an owner had is the next owner's.
      SELECT false, CASE x.grantee WHEN x.grantor THEN h.owner ELSE x.grantee END, x.privilege_type, x.is_grantable
      FROM pg_catalog.aclexplode(coalesce(i.initprivs, h.usual)) AS x
    ) AS u (now, grantee, privilege, grants)
    GROUP BY u.grantee, u.privilege
  ) AS e
  WHERE (e.has <> e.had OR e.grants AND NOT e.had_grants)
    AND (
      h.schema IS NULL
      OR NOT pg_catalog.starts_with(h.schema::text, 'pg_') AND h.schema NOT IN ('information_schema', %(reserved)s)
    )
)
SELECT
  CASE WHEN e.has THEN 'privilege' ELSE 'revoked privilege' END AS kind,
  pg_catalog.concat(e.privilege, e.columns, ' ON ', e.name, CASE WHEN e.has THEN ' TO ' ELSE ' FROM ' END, e.role) AS identity,
  -- To revoke a privilege on a table revokes it on each column too. A column's is therefore written differently where its
  -- role has the table's too, so that it is granted anew when the table's is revoked.
  pg_catalog.array_remove(ARRAY[
    CASE WHEN e.has AND e.beside_whole THEN pg_catalog.concat('GRANT ', e.privilege, ' ON ', e.name, ' TO ', e.role) END,
    CASE WHEN e.has
      THEN pg_catalog.concat(
        'GRANT ', e.privilege, e.columns, ' ON ', e.name, ' TO ', e.role, CASE WHEN e.grants THEN ' WITH GRANT OPTION' END
      )
      ELSE pg_catalog.concat('REVOKE ', e.privilege, e.columns, ' ON ', e.name, ' FROM ', e.role)
    END
  ], NULL) AS definition,
  CASE WHEN e.has
    THEN pg_catalog.concat(
      'REVOKE ', CASE WHEN e.had THEN 'GRANT OPTION FOR ' END, e.privilege, e.columns, ' ON ', e.name, ' FROM ', e.role
    )
    ELSE pg_catalog.concat(
      'GRANT ', e.privilege, e.columns, ' ON ', e.name, ' TO ', e.role, CASE WHEN e.had_grants THEN ' WITH GRANT OPTION' END
    )
  END AS removal,
  false AS replaceable,
  e.classid::oid::bigint AS class_oid,
  e.oid::bigint AS oid,
  e.number::integer AS number,
  CASE WHEN e.extension_oid IS NULL THEN e.classid ELSE 'pg_catalog.pg_extension'::pg_catalog.regclass END::oid::bigint AS part_of_class,
  coalesce(e.extension_oid, e.oid)::bigint AS part_of_oid,
  CASE WHEN e.extension_oid IS NULL THEN e.number::integer ELSE 0 END AS part_of_number
FROM entry AS e

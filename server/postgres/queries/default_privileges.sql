-- A row is one privilege that new objects of a role come with, or that they come without; in one schema, only the former.
WITH base AS (
  SELECT d.datdba AS owner FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
),
entry AS (
  SELECT
    d.oid,
    d.defaclnamespace AS schema_oid,
    e.privilege,
    e.has,
    e.grants,
    CASE d.defaclobjtype
      WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS'
      ELSE 'LARGE OBJECTS'
    END AS objects,
    pg_catalog.concat(
      CASE WHEN d.defaclrole <> b.owner THEN ' FOR ROLE ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole)::text) END,
      ' IN SCHEMA ' || pg_catalog.quote_ident(n.nspname::text)
    ) AS place,
    CASE
      WHEN e.grantee = 0 THEN 'PUBLIC'
      WHEN e.grantee = d.defaclrole AND d.defaclrole = b.owner THEN 'CURRENT_USER'
      ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(e.grantee)::text)
    END AS role
  FROM pg_catalog.pg_default_acl AS d
  CROSS JOIN base AS b
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
  CROSS JOIN LATERAL (
    SELECT
      u.grantee,
      u.privilege,
      pg_catalog.bool_or(u.now) AS has,
      pg_catalog.bool_or(NOT u.now) AS had,
      pg_catalog.bool_or(u.now AND u.grants AND u.grantee <> d.defaclrole) AS grants
    FROM (
      SELECT true, x.grantee, x.privilege_type, x.is_grantable FROM pg_catalog.aclexplode(d.defaclacl) AS x
      UNION ALL
      -- Those of one schema are added to the others.
      SELECT false, x.grantee, x.privilege_type, x.is_grantable
      FROM pg_catalog.aclexplode(
        pg_catalog.acldefault((CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END)::"char", d.defaclrole)
      ) AS x
      WHERE d.defaclnamespace = 0
    ) AS u (now, grantee, privilege, grants)
    GROUP BY u.grantee, u.privilege
  ) AS e
  WHERE (e.has <> e.had OR e.grants) AND n.nspname IS DISTINCT FROM %(reserved)s
)
SELECT
  CASE WHEN e.has THEN 'default privilege' ELSE 'revoked default privilege' END AS kind,
  pg_catalog.concat(e.privilege, ' ON ', e.objects, CASE WHEN e.has THEN ' TO ' ELSE ' FROM ' END, e.role, e.place) AS identity,
  ARRAY[CASE WHEN e.has
    THEN pg_catalog.concat(
      'ALTER DEFAULT PRIVILEGES', e.place, ' GRANT ', e.privilege, ' ON ', e.objects, ' TO ', e.role,
      CASE WHEN e.grants THEN ' WITH GRANT OPTION' END
    )
    ELSE pg_catalog.concat('ALTER DEFAULT PRIVILEGES', e.place, ' REVOKE ', e.privilege, ' ON ', e.objects, ' FROM ', e.role)
  END] AS definition,
  CASE WHEN e.has
    THEN pg_catalog.concat('ALTER DEFAULT PRIVILEGES', e.place, ' REVOKE ', e.privilege, ' ON ', e.objects, ' FROM ', e.role)
    ELSE pg_catalog.concat('ALTER DEFAULT PRIVILEGES', e.place, ' GRANT ', e.privilege, ' ON ', e.objects, ' TO ', e.role)
  END AS removal,
  false AS replaceable,
  'pg_catalog.pg_default_acl'::pg_catalog.regclass::oid::bigint AS class_oid,
  e.oid::bigint AS oid,
  0 AS number,
  CASE WHEN e.schema_oid <> 0 THEN 'pg_catalog.pg_namespace'::pg_catalog.regclass::oid::bigint END AS part_of_class,
  CASE WHEN e.schema_oid <> 0 THEN e.schema_oid::bigint END AS part_of_oid,
  CASE WHEN e.schema_oid <> 0 THEN 0 END AS part_of_number
FROM entry AS e

-- A row is the name of a query that may find something: most databases have few of the rarer kinds, and to plan a query
-- for nothing takes longer than to look. Schemas that are no user's are looked over, for public is no younger than they are.
WITH base AS (
  SELECT d.oid, d.datdba AS owner FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
),
space AS MATERIALIZED (
  SELECT n.oid, n.nspname, n.nspowner, n.nspacl, n.nspname = 'public' AS public
  FROM pg_catalog.pg_namespace AS n
  WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_') AND n.nspname <> 'information_schema'
)
SELECT q.name
FROM (
  VALUES
    ('domains', EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid >= 16384 AND typtype = 'd')),
    ('composite_types', EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= 16384 AND relkind = 'c')),
    ('range_types', EXISTS (SELECT FROM pg_catalog.pg_range WHERE rngtypid >= 16384)),
    ('base_types', EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid >= 16384 AND typtype IN ('b', 'p') AND typcategory <> 'A')),
    ('aggregates', EXISTS (SELECT FROM pg_catalog.pg_aggregate WHERE aggfnoid::pg_catalog.oid >= 16384)),
    ('operators', EXISTS (SELECT FROM pg_catalog.pg_operator WHERE oid >= 16384)),
    (
      'operator_classes',
      EXISTS (SELECT FROM pg_catalog.pg_opfamily WHERE oid >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_opclass WHERE oid >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_amop WHERE oid >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_amproc WHERE oid >= 16384)
    ),
    ('casts', EXISTS (SELECT FROM pg_catalog.pg_cast WHERE oid >= 16384)),
    ('conversions', EXISTS (SELECT FROM pg_catalog.pg_conversion WHERE oid >= 16384)),
    ('collations', EXISTS (SELECT FROM pg_catalog.pg_collation WHERE oid >= 16384)),
    (
      'text_search',
      EXISTS (SELECT FROM pg_catalog.pg_ts_config WHERE oid >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_ts_dict WHERE oid >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_ts_parser WHERE oid >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_ts_template WHERE oid >= 16384)
    ),
    (
      'languages',
      EXISTS (SELECT FROM pg_catalog.pg_language WHERE oid >= 16384) OR EXISTS (SELECT FROM pg_catalog.pg_transform)
    ),
    ('access_methods', EXISTS (SELECT FROM pg_catalog.pg_am WHERE oid >= 16384)),
    ('statistics', EXISTS (SELECT FROM pg_catalog.pg_statistic_ext)),
    ('extensions', EXISTS (SELECT FROM pg_catalog.pg_extension WHERE oid >= 16384)),
    ('extension_dependencies', EXISTS (SELECT FROM pg_catalog.pg_extension WHERE oid >= 16384)),
    ('policies', EXISTS (SELECT FROM pg_catalog.pg_policy)),
    ('rules', EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE oid >= 16384 AND rulename <> '_RETURN')),
    (
      'view_columns',
      EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= 16384 AND relkind = 'm')
      OR EXISTS (
        SELECT FROM pg_catalog.pg_attrdef AS v JOIN pg_catalog.pg_class AS c ON c.oid = v.adrelid WHERE c.relkind = 'v'
      )
    ),
    ('publications', EXISTS (SELECT FROM pg_catalog.pg_publication)),
    ('publication_schemas', EXISTS (SELECT FROM pg_catalog.pg_publication)),
    ('subscriptions', EXISTS (SELECT subdbid FROM pg_catalog.pg_subscription WHERE subdbid = (SELECT oid FROM base))),
    ('event_triggers', EXISTS (SELECT FROM pg_catalog.pg_event_trigger)),
    ('foreign_servers', EXISTS (SELECT FROM pg_catalog.pg_foreign_data_wrapper WHERE oid >= 16384)),
    (
      'comments',
      EXISTS (SELECT FROM pg_catalog.pg_description WHERE objoid >= 16384)
      -- A dump tells that public has none from PostgreSQL 15 on.
      OR EXISTS (
        SELECT FROM space AS s
        WHERE pg_catalog.obj_description(s.oid, 'pg_namespace') IS DISTINCT FROM CASE WHEN s.public THEN 'standard public schema' END
      )
    ),
    ('default_privileges', EXISTS (SELECT FROM pg_catalog.pg_default_acl)),
    ('security_labels', EXISTS (SELECT FROM pg_catalog.pg_seclabel)),
    (
      'relation_traits',
      EXISTS (
        SELECT FROM pg_catalog.pg_class
        WHERE oid >= 16384
          AND relkind IN ('r', 'p', 'f', 'm', 'i', 'I')
          AND (
            relrowsecurity
            OR relforcerowsecurity
            OR reltablespace <> 0
            OR relkind = 'p' AND relam <> 0
            OR relkind IN ('r', 'm') AND relam NOT IN (0, 2)
            OR relkind IN ('r', 'p', 'm') AND relreplident <> 'd'
          )
      )
      OR EXISTS (SELECT FROM pg_catalog.pg_index WHERE indisclustered)
      OR EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgenabled <> 'O')
      OR EXISTS (
        SELECT FROM pg_catalog.pg_index AS x
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = x.indexrelid
        WHERE x.indexprs IS NOT NULL AND a.attstattarget >= 0
      )
    ),
    (
      'owners',
      EXISTS (
        SELECT FROM space AS s, base AS b
        WHERE s.nspowner <> CASE
          WHEN NOT s.public THEN b.owner
          WHEN pg_catalog.current_setting('server_version_num')::integer < 150000 THEN 10::oid
          ELSE 'pg_database_owner'::pg_catalog.regrole::oid
        END
      )
      OR EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= 16384 AND relowner <> (SELECT owner FROM base))
      OR EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid >= 16384 AND typowner <> (SELECT owner FROM base))
      OR EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid >= 16384 AND proowner <> (SELECT owner FROM base))
      OR EXISTS (
        SELECT FROM (
          SELECT oid, oprowner FROM pg_catalog.pg_operator
          UNION ALL
          SELECT oid, opcowner FROM pg_catalog.pg_opclass
          UNION ALL
          SELECT oid, opfowner FROM pg_catalog.pg_opfamily
          UNION ALL
          SELECT oid, stxowner FROM pg_catalog.pg_statistic_ext
          UNION ALL
          SELECT oid, collowner FROM pg_catalog.pg_collation
          UNION ALL
          SELECT oid, conowner FROM pg_catalog.pg_conversion
          UNION ALL
          SELECT oid, cfgowner FROM pg_catalog.pg_ts_config
          UNION ALL
          SELECT oid, dictowner FROM pg_catalog.pg_ts_dict
          UNION ALL
          SELECT oid, pubowner FROM pg_catalog.pg_publication
          UNION ALL
          SELECT oid, subowner FROM pg_catalog.pg_subscription WHERE subdbid = (SELECT oid FROM base)
          UNION ALL
          SELECT oid, fdwowner FROM pg_catalog.pg_foreign_data_wrapper
          UNION ALL
          SELECT oid, srvowner FROM pg_catalog.pg_foreign_server
          UNION ALL
          SELECT oid, evtowner FROM pg_catalog.pg_event_trigger
          UNION ALL
          SELECT oid, lanowner FROM pg_catalog.pg_language
        ) AS o (oid, owner)
        WHERE o.oid >= 16384 AND o.owner <> (SELECT owner FROM base)
      )
    ),
    (
      'privileges',
      EXISTS (
        SELECT FROM space AS s
        -- As the schema public starts from PostgreSQL 15 on.
        WHERE s.nspacl IS DISTINCT FROM CASE WHEN s.public
          THEN pg_catalog.acldefault('n', s.nspowner) || pg_catalog.makeaclitem(0, s.nspowner, 'USAGE', false)
        END
      )
      OR EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= 16384 AND relacl IS NOT NULL)
      OR EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid >= 16384 AND proacl IS NOT NULL)
      OR EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid >= 16384 AND typacl IS NOT NULL)
      OR EXISTS (SELECT FROM pg_catalog.pg_language WHERE lanacl IS NOT NULL)
      OR EXISTS (SELECT FROM pg_catalog.pg_foreign_data_wrapper WHERE fdwacl IS NOT NULL)
      OR EXISTS (SELECT FROM pg_catalog.pg_foreign_server WHERE srvacl IS NOT NULL)
      OR EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid >= 16384 AND attacl IS NOT NULL)
    )
) AS q (name, found)
WHERE q.found

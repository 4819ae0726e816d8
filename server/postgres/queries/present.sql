-- A row is the name of a query that would find something: most databases have few of the rarer kinds, and to plan a query
-- for nothing takes longer than to look.
SELECT q.name
FROM (
  VALUES
    ('domains', EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid::bigint >= 16384 AND typtype = 'd')),
    ('composite_types', EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid::bigint >= 16384 AND relkind = 'c')),
    ('range_types', EXISTS (SELECT FROM pg_catalog.pg_range WHERE rngtypid >= 16384)),
    ('base_types', EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid::bigint >= 16384 AND typtype IN ('b', 'p') AND typcategory <> 'A')),
    ('aggregates', EXISTS (SELECT FROM pg_catalog.pg_aggregate WHERE aggfnoid::pg_catalog.oid::bigint >= 16384)),
    ('operators', EXISTS (SELECT FROM pg_catalog.pg_operator WHERE oid::bigint >= 16384)),
    (
      'operator_classes',
      EXISTS (SELECT FROM pg_catalog.pg_opfamily WHERE oid::bigint >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_opclass WHERE oid::bigint >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_amop WHERE oid::bigint >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_amproc WHERE oid::bigint >= 16384)
    ),
    ('casts', EXISTS (SELECT FROM pg_catalog.pg_cast WHERE oid::bigint >= 16384)),
    ('conversions', EXISTS (SELECT FROM pg_catalog.pg_conversion WHERE oid::bigint >= 16384)),
    ('collations', EXISTS (SELECT FROM pg_catalog.pg_collation WHERE oid::bigint >= 16384)),
    (
      'text_search',
      EXISTS (SELECT FROM pg_catalog.pg_ts_config WHERE oid::bigint >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_ts_dict WHERE oid::bigint >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_ts_parser WHERE oid::bigint >= 16384)
      OR EXISTS (SELECT FROM pg_catalog.pg_ts_template WHERE oid::bigint >= 16384)
    ),
    (
      'languages',
      EXISTS (SELECT FROM pg_catalog.pg_language WHERE oid::bigint >= 16384) OR EXISTS (SELECT FROM pg_catalog.pg_transform)
    ),
    ('access_methods', EXISTS (SELECT FROM pg_catalog.pg_am WHERE oid::bigint >= 16384)),
    ('statistics', EXISTS (SELECT FROM pg_catalog.pg_statistic_ext)),
    ('extensions', EXISTS (SELECT FROM pg_catalog.pg_extension WHERE oid::bigint >= 16384)),
    ('extension_dependencies', EXISTS (SELECT FROM pg_catalog.pg_extension WHERE oid::bigint >= 16384)),
    ('policies', EXISTS (SELECT FROM pg_catalog.pg_policy)),
    ('rules', EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE oid::bigint >= 16384 AND rulename <> '_RETURN')),
    ('view_columns', EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid::bigint >= 16384 AND relkind IN ('v', 'm'))),
    ('publications', EXISTS (SELECT FROM pg_catalog.pg_publication)),
    ('publication_schemas', EXISTS (SELECT FROM pg_catalog.pg_publication)),
    ('subscriptions', EXISTS (SELECT subdbid FROM pg_catalog.pg_subscription)),
    ('event_triggers', EXISTS (SELECT FROM pg_catalog.pg_event_trigger)),
    ('foreign_servers', EXISTS (SELECT FROM pg_catalog.pg_foreign_data_wrapper WHERE oid::bigint >= 16384)),
    ('comments', true),
    ('default_privileges', EXISTS (SELECT FROM pg_catalog.pg_default_acl)),
    ('security_labels', EXISTS (SELECT FROM pg_catalog.pg_seclabel)),
    ('relation_traits', true),
    ('owners', true),
    ('privileges', true)
) AS q (name, found)
WHERE q.found

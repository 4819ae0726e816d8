-- A row is a text search parser, template, dictionary, configuration, or what a configuration does with one type of token.
SELECT
  'text search parser' AS kind,
  i.identity,
  ARRAY[pg_catalog.format('CREATE TEXT SEARCH PARSER %%s (%%s)', i.identity, pg_catalog.concat_ws(
    ', ',
    'START = ' || p.prsstart::text,
    'GETTOKEN = ' || p.prstoken::text,
    'END = ' || p.prsend::text,
    'HEADLINE = ' || nullif(p.prsheadline::text, '-'),
    'LEXTYPES = ' || p.prslextype::text
  ))] AS definition,
  pg_catalog.concat('DROP TEXT SEARCH PARSER ', i.identity) AS removal,
  false AS replaceable,
  'pg_catalog.pg_ts_parser'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  p.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM pg_catalog.pg_ts_parser AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.format('%%I.%%I', n.nspname, p.prsname) AS identity) AS i
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_ts_parser'::pg_catalog.regclass AND e.objid = p.oid AND e.deptype = 'e'
  )
UNION ALL
SELECT
  'text search template',
  i.identity,
  ARRAY[pg_catalog.format(
    'CREATE TEXT SEARCH TEMPLATE %%s (%%s)', i.identity,
    pg_catalog.concat_ws(', ', 'INIT = ' || nullif(t.tmplinit::text, '-'), 'LEXIZE = ' || t.tmpllexize::text)
  )],
  pg_catalog.concat('DROP TEXT SEARCH TEMPLATE ', i.identity),
  false,
  'pg_catalog.pg_ts_template'::pg_catalog.regclass::pg_catalog.oid::bigint, t.oid::bigint, 0,
  NULL, NULL, NULL
FROM pg_catalog.pg_ts_template AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.format('%%I.%%I', n.nspname, t.tmplname) AS identity) AS i
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_ts_template'::pg_catalog.regclass AND e.objid = t.oid AND e.deptype = 'e'
  )
UNION ALL
SELECT
  'text search dictionary',
  i.identity,
  ARRAY[pg_catalog.format(
    'CREATE TEXT SEARCH DICTIONARY %%s (%%s)', i.identity,
    pg_catalog.concat_ws(', ', pg_catalog.format('TEMPLATE = %%I.%%I', ts.nspname, t.tmplname), nullif(d.dictinitoption, ''))
  )],
  pg_catalog.concat('DROP TEXT SEARCH DICTIONARY ', i.identity),
  false,
  'pg_catalog.pg_ts_dict'::pg_catalog.regclass::pg_catalog.oid::bigint, d.oid::bigint, 0,
  NULL, NULL, NULL
FROM pg_catalog.pg_ts_dict AS d
JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace
JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace AS ts ON ts.oid = t.tmplnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.format('%%I.%%I', n.nspname, d.dictname) AS identity) AS i
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass AND e.objid = d.oid AND e.deptype = 'e'
  )
UNION ALL
SELECT
  'text search configuration',
  i.identity,
  ARRAY[pg_catalog.format('CREATE TEXT SEARCH CONFIGURATION %%s (PARSER = %%I.%%I)', i.identity, ps.nspname, p.prsname)],
  pg_catalog.concat('DROP TEXT SEARCH CONFIGURATION ', i.identity),
  false,
  'pg_catalog.pg_ts_config'::pg_catalog.regclass::pg_catalog.oid::bigint, c.oid::bigint, 0,
  NULL, NULL, NULL
FROM pg_catalog.pg_ts_config AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace AS ps ON ps.oid = p.prsnamespace
CROSS JOIN LATERAL (SELECT pg_catalog.format('%%I.%%I', n.nspname, c.cfgname) AS identity) AS i
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
UNION ALL
SELECT
  'text search configuration mapping',
  pg_catalog.format('%%I for %%I.%%I', k.alias, n.nspname, c.cfgname),
  ARRAY[pg_catalog.format(
    'ALTER TEXT SEARCH CONFIGURATION %%I.%%I ADD MAPPING FOR %%I WITH %%s', n.nspname, c.cfgname, k.alias, m.dictionaries
  )],
  pg_catalog.format('ALTER TEXT SEARCH CONFIGURATION %%I.%%I DROP MAPPING FOR %%I', n.nspname, c.cfgname, k.alias),
  false,
  'pg_catalog.pg_ts_config'::pg_catalog.regclass::pg_catalog.oid::bigint, c.oid::bigint, 0,
  'pg_catalog.pg_ts_config'::pg_catalog.regclass::pg_catalog.oid::bigint, c.oid::bigint, 0
FROM pg_catalog.pg_ts_config AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
CROSS JOIN LATERAL pg_catalog.ts_token_type(c.cfgparser) AS k
CROSS JOIN LATERAL (
  SELECT pg_catalog.string_agg(pg_catalog.format('%%I.%%I', ds.nspname, d.dictname), ', ' ORDER BY m.mapseqno) AS dictionaries
  FROM pg_catalog.pg_ts_config_map AS m
  JOIN pg_catalog.pg_ts_dict AS d ON d.oid = m.mapdict
  JOIN pg_catalog.pg_namespace AS ds ON ds.oid = d.dictnamespace
  WHERE m.mapcfg = c.oid AND m.maptokentype = k.tokid
) AS m
WHERE m.dictionaries IS NOT NULL
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )

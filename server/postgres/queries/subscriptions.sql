-- A row is a subscription, what it subscribes to, or an option of it that is not the usual one. Its connection is a secret
-- that is never read; whether it runs, and its slot, are the business of two servers rather than of a schema.
-- A column that an older version lacks is taken from `absent`: a bare name means the inner table's column if there is one.
-- The columns are named one by one, since only superusers can read the whole row.
WITH absent (subtwophasestate, subdisableonerr, subpasswordrequired, subrunasowner, suborigin, subfailover) AS (
  SELECT NULL::text, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text
),
subscription AS (
  SELECT
    s.oid,
    pg_catalog.quote_ident(s.subname::text) AS name,
    s.subpublications AS publications,
    s.subbinary::text AS "binary",
    CASE s.substream::text WHEN 't' THEN 'on' WHEN 'true' THEN 'on' WHEN 'p' THEN 'parallel' ELSE 'off' END AS streaming,
    s.subsynccommit AS synchronous_commit,
    newer.*
  FROM pg_catalog.pg_subscription AS s
  JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()
  CROSS JOIN absent
  CROSS JOIN LATERAL (
    SELECT
      subtwophasestate::text IN ('p', 'e') AS two_phase,
      subdisableonerr::text AS disable_on_error,
      subpasswordrequired::text AS password_required,
      subrunasowner::text AS run_as_owner,
      suborigin::text AS origin,
      subfailover::text = 'true' AS failover
    FROM pg_catalog.pg_subscription AS again WHERE again.oid = s.oid
  ) AS newer
)
SELECT
  'subscription' AS kind,
  s.name AS identity,
  ARRAY[pg_catalog.format(
    -- What it subscribes to is set by a row of its own: changed, it must not take the connection with it.
    'CREATE SUBSCRIPTION %%s CONNECTION %%L PUBLICATION "to be set" WITH (connect = false, slot_name = NONE%%s%%s)',
    s.name,
    'host=withheld password=withheld',
    CASE WHEN s.two_phase THEN ', two_phase = true' END,
    CASE WHEN s.failover THEN ', failover = true' END
  )] AS definition,
  'DROP SUBSCRIPTION ' || s.name AS removal,
  false AS replaceable,
  'pg_catalog.pg_subscription'::pg_catalog.regclass::oid::bigint AS class_oid,
  s.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM subscription AS s
UNION ALL
SELECT
  'subscribed publications',
  s.name,
  ARRAY[pg_catalog.format('ALTER SUBSCRIPTION %%s SET PUBLICATION %%s WITH (refresh = false)', s.name, (
    SELECT pg_catalog.string_agg(pg_catalog.quote_ident(p.name), ', ' ORDER BY p.position)
    FROM pg_catalog.unnest(s.publications) WITH ORDINALITY AS p (name, position)
  ))],
  -- It has at least one as long as it is there.
  '',
  true,
  'pg_catalog.pg_subscription'::pg_catalog.regclass::oid::bigint,
  s.oid::bigint,
  0,
  'pg_catalog.pg_subscription'::pg_catalog.regclass::oid::bigint,
  s.oid::bigint,
  0
FROM subscription AS s
UNION ALL
SELECT
  'subscription option',
  s.name || ' ' || o.name,
  ARRAY[pg_catalog.format('ALTER SUBSCRIPTION %%s SET (%%s = %%s)', s.name, o.name, o.value)],
  pg_catalog.format('ALTER SUBSCRIPTION %%s SET (%%s = %%s)', s.name, o.name, o.usual),
  true,
  'pg_catalog.pg_subscription'::pg_catalog.regclass::oid::bigint,
  s.oid::bigint,
  0,
  'pg_catalog.pg_subscription'::pg_catalog.regclass::oid::bigint,
  s.oid::bigint,
  0
FROM subscription AS s
CROSS JOIN LATERAL (VALUES
  ('binary', s."binary", 'false'),
  ('streaming', s.streaming, CASE WHEN pg_catalog.current_setting('server_version_num')::integer < 180000 THEN 'off' ELSE 'parallel' END),
  ('synchronous_commit', s.synchronous_commit, 'off'),
  ('disable_on_error', s.disable_on_error, 'false'),
  ('password_required', s.password_required, 'true'),
  ('run_as_owner', s.run_as_owner, 'false'),
  ('origin', s.origin, 'any')
) AS o (name, value, usual)
WHERE o.value <> o.usual

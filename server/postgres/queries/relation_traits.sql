-- A row is what a table, index or trigger has beside its own definition, when it is not what everybody gets.
-- Most relations have none of this, and are not named.
WITH clustered AS (
  SELECT x.indrelid, x.indexrelid FROM pg_catalog.pg_index AS x WHERE x.indisclustered
),
identifying AS (
  SELECT x.indrelid, x.indexrelid FROM pg_catalog.pg_index AS x WHERE x.indisreplident
),
measured AS (
  SELECT a.attrelid, a.attnum, a.attstattarget
  -- Only expressions can have them; a column's are the table's.
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = x.indexrelid
  WHERE x.indexprs IS NOT NULL AND a.attstattarget >= 0
),
-- Partitions carry clones of their parent's triggers, made with its state: where that is not the usual one, each clone
-- has a row, even to say that it fires as usual.
switched AS (
  SELECT g.oid, g.tgrelid, g.tgname, g.tgenabled
  FROM pg_catalog.pg_trigger AS g
  WHERE (NOT g.tgisinternal OR g.tgparentid <> 0)
    AND (g.tgenabled <> 'O' OR (SELECT o.tgenabled FROM pg_catalog.pg_trigger AS o WHERE o.oid = g.tgparentid) <> 'O')
    -- Those of foreign keys and deferrable unique constraints are the constraint's own.
    AND coalesce((SELECT k.contype FROM pg_catalog.pg_constraint AS k WHERE k.oid = g.tgconstraint), 't') = 't'
),
relation AS MATERIALIZED (
  SELECT
    c.oid,
    c.relkind,
    c.relam,
    c.reltablespace,
    c.relreplident,
    c.relrowsecurity,
    c.relforcerowsecurity,
    pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS name,
    pg_catalog.quote_ident(c.relname::text) AS bare_name,
    CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' ELSE 'TABLE' END AS keyword
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.oid >= 16384
    AND c.relkind IN ('r', 'p', 'f', 'm', 'i', 'I')
    AND (
      c.relrowsecurity
      OR c.relforcerowsecurity
      OR c.reltablespace <> 0
      OR c.relkind = 'p' AND c.relam <> 0
      OR c.relkind IN ('r', 'm') AND c.relam NOT IN (0, 2)
      OR c.relkind IN ('r', 'p', 'm') AND c.relreplident <> 'd'
      OR c.oid IN (
        SELECT o.oid
        FROM clustered AS x, LATERAL (VALUES (x.indrelid), (x.indexrelid)) AS o (oid)
        UNION ALL
        SELECT x.indexrelid FROM identifying AS x
        UNION ALL
        SELECT a.attrelid FROM measured AS a
        UNION ALL
        SELECT g.tgrelid FROM switched AS g
      )
    )
    AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
    -- An index is no member of the extension that its table is a member of.
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND e.objid = coalesce((SELECT x.indrelid FROM pg_catalog.pg_index AS x WHERE x.indexrelid = c.oid), c.oid)
        AND e.deptype = 'e'
    )
),
trait (kind, identity, definition, removal, class_oid, oid, number, part_of_class, part_of_oid) AS (
  SELECT
    'row security',
    r.name,
    pg_catalog.format('ALTER TABLE %%s ENABLE ROW LEVEL SECURITY', r.name),
    pg_catalog.format('ALTER TABLE %%s DISABLE ROW LEVEL SECURITY', r.name),
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid,
    0,
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid
  FROM relation AS r
  WHERE r.relrowsecurity
  UNION ALL
  SELECT
    'forced row security',
    r.name,
    pg_catalog.format('ALTER TABLE %%s FORCE ROW LEVEL SECURITY', r.name),
    pg_catalog.format('ALTER TABLE %%s NO FORCE ROW LEVEL SECURITY', r.name),
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid,
    0,
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid
  FROM relation AS r
  WHERE r.relforcerowsecurity
  UNION ALL
  -- A partitioned table has one only for partitions to come, from PostgreSQL 17 on; the session's default does not count.
  -- Number 2 is heap.
  SELECT
    'table access method',
    r.name,
    pg_catalog.format('ALTER %%s %%s SET ACCESS METHOD %%I', r.keyword, r.name, m.amname),
    pg_catalog.format('ALTER %%s %%s SET ACCESS METHOD %%s', r.keyword, r.name, CASE r.relkind WHEN 'p' THEN 'DEFAULT' ELSE 'heap' END),
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid,
    0,
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid
  FROM relation AS r
  JOIN pg_catalog.pg_am AS m ON m.oid = r.relam
  WHERE r.relkind = 'p' AND r.relam <> 0 OR r.relkind IN ('r', 'm') AND r.relam NOT IN (0, 2)
  UNION ALL
  SELECT
    'tablespace',
    r.name,
    pg_catalog.format('ALTER %%s %%s SET TABLESPACE %%I', r.keyword, r.name, s.spcname),
    pg_catalog.format('ALTER %%s %%s SET TABLESPACE %%I', r.keyword, r.name, usual.spcname),
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid,
    0,
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid
  FROM relation AS r
  JOIN pg_catalog.pg_tablespace AS s ON s.oid = r.reltablespace
  JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
  JOIN pg_catalog.pg_tablespace AS usual ON usual.oid = d.dattablespace
  WHERE r.reltablespace <> 0
  UNION ALL
  -- It ends with its index too, so that is its address.
  SELECT
    'cluster',
    r.name,
    pg_catalog.format('ALTER %%s %%s CLUSTER ON %%s', r.keyword, r.name, i.bare_name),
    pg_catalog.format('ALTER %%s %%s SET WITHOUT CLUSTER', r.keyword, r.name),
    'pg_catalog.pg_class'::pg_catalog.regclass,
    i.oid,
    0,
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid
  FROM relation AS r
  JOIN clustered AS x ON x.indrelid = r.oid
  JOIN relation AS i ON i.oid = x.indexrelid
  UNION ALL
  SELECT
    'replica identity',
    r.name,
    pg_catalog.format(
      'ALTER %%s %%s REPLICA IDENTITY %%s',
      r.keyword,
      r.name,
      CASE r.relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL' ELSE 'USING INDEX ' || i.bare_name END
    ),
    pg_catalog.format('ALTER %%s %%s REPLICA IDENTITY DEFAULT', r.keyword, r.name),
    'pg_catalog.pg_class'::pg_catalog.regclass,
    coalesce(i.oid, r.oid),
    0,
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid
  FROM relation AS r
  LEFT JOIN identifying AS x ON x.indrelid = r.oid AND r.relreplident = 'i'
  LEFT JOIN relation AS i ON i.oid = x.indexrelid
  -- Nothing is left of it when its index is gone.
  WHERE r.relkind IN ('r', 'p', 'm') AND r.relreplident IN ('n', 'f', 'i') AND (r.relreplident <> 'i' OR i.oid IS NOT NULL)
  UNION ALL
  SELECT
    'index column statistics',
    pg_catalog.format('column %%s of %%s', a.attnum, r.name),
    pg_catalog.format('ALTER INDEX %%s ALTER COLUMN %%s SET STATISTICS %%s', r.name, a.attnum, a.attstattarget),
    pg_catalog.format('ALTER INDEX %%s ALTER COLUMN %%s SET STATISTICS -1', r.name, a.attnum),
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid,
    a.attnum,
    'pg_catalog.pg_class'::pg_catalog.regclass,
    r.oid
  FROM measured AS a
  JOIN relation AS r ON r.oid = a.attrelid
  UNION ALL
  -- ONLY leaves the other clones alone.
  SELECT
    'trigger state',
    pg_catalog.format('%%I on %%s', g.tgname, r.name),
    pg_catalog.format('ALTER TABLE ONLY %%s %%s TRIGGER %%I', r.name, state.words, g.tgname),
    pg_catalog.format('ALTER TABLE ONLY %%s ENABLE TRIGGER %%I', r.name, g.tgname),
    'pg_catalog.pg_trigger'::pg_catalog.regclass,
    g.oid,
    0,
    'pg_catalog.pg_trigger'::pg_catalog.regclass,
    g.oid
  FROM switched AS g
  JOIN relation AS r ON r.oid = g.tgrelid
  JOIN (VALUES ('O', 'ENABLE'), ('D', 'DISABLE'), ('R', 'ENABLE REPLICA'), ('A', 'ENABLE ALWAYS')) AS state (letter, words)
    ON state.letter = g.tgenabled::text
)
SELECT
  t.kind,
  t.identity,
  ARRAY[t.definition] AS definition,
  t.removal,
  true AS replaceable,
  t.class_oid::oid::bigint AS class_oid,
  t.oid::bigint AS oid,
  t.number::integer AS number,
  t.part_of_class::oid::bigint AS part_of_class,
  t.part_of_oid::bigint AS part_of_oid,
  0 AS part_of_number
FROM trait AS t

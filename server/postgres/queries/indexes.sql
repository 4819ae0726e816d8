-- A row is an index of a table or materialized view. To print definitions takes longer than all else together: with what
-- stands in the last columns, NULL where it is not enough, they are composed.
WITH backed AS MATERIALIZED (
  SELECT k.oid, k.conindid, k.conrelid FROM pg_catalog.pg_constraint AS k WHERE k.contype IN ('p', 'u', 'x')
),
parent AS MATERIALIZED (
  SELECT h.inhrelid, pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS parent
  FROM pg_catalog.pg_inherits AS h
  JOIN pg_catalog.pg_class AS c ON c.oid = h.inhparent
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
)
SELECT
  x.indexrelid AS oid,
  x.indrelid AS table_oid,
  i.relname AS name,
  m.amname AS method,
  x.indisunique AS "unique",
  x.indisprimary AS "primary",
  x.indisvalid AS valid,
  (x.indkey::pg_catalog.int2[])[0:x.indnkeyatts - 1] AS columns,
  (x.indkey::pg_catalog.int2[])[x.indnkeyatts:] AS included_columns,
  CASE WHEN x.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(x.indpred, x.indrelid) END AS predicate,
  x.indexprs IS NOT NULL AS has_expressions,
  coalesce(k.oid, 0::pg_catalog.oid) AS constraint_oid,
  h.parent AS partition_of,
  CASE WHEN i.reloptions IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT o FROM pg_catalog.unnest(i.reloptions) AS o ORDER BY 1) END AS options,
  x.indisclustered AS clustered,
  x.indisreplident AS replica_identity,
  CASE
    WHEN x.indexprs IS NULL AND x.indpred IS NULL AND i.relkind = 'i' AND i.reloptions IS NULL AND NOT x.indnullsnotdistinct
      AND c.relkind <> 'm' AND m.oid < 16384
      -- Options of an operator class, which the server's own of B-trees and hash indexes do not have.
      AND (m.amname IN ('btree', 'hash') OR (
        SELECT pg_catalog.count(a.attoptions) = 0 FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = x.indexrelid
      ))
    THEN pg_catalog.concat(pg_catalog.quote_ident(n.nspname::text), '.', pg_catalog.quote_ident(c.relname::text))
  END AS table,
  x.indclass::pg_catalog.oid[] AS classes,
  x.indcollation::pg_catalog.oid[] AS collations,
  x.indoption::pg_catalog.int2[] AS directions
-- The column is new in PostgreSQL 15: in older ones the name means that of the row around.
FROM (VALUES (false)) AS older (indnullsnotdistinct)
CROSS JOIN LATERAL (
  SELECT
    r.indexrelid, r.indrelid, r.indisunique, r.indisprimary, r.indisvalid, r.indkey, r.indnkeyatts, r.indpred, r.indexprs,
    r.indisclustered, r.indisreplident, r.indclass, r.indcollation, r.indoption, indnullsnotdistinct
  FROM pg_catalog.pg_index AS r
) AS x
JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_am AS m ON m.oid = i.relam
JOIN pg_catalog.pg_class AS c ON c.oid = x.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN backed AS k ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid
LEFT JOIN parent AS h ON h.inhrelid = x.indexrelid
WHERE c.relkind IN ('r', 'p', 'm')
  -- only x.indexrelid
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND c.oid NOT IN (
    SELECT e.objid FROM pg_catalog.pg_depend AS e
    WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND e.deptype = 'e'
  )

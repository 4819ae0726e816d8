-- A row is an object of a rare kind: range, operator, cast, collation, text search, foreign server, event trigger.
-- OIDs below 16384 are the system's own, and what belongs to a range type goes with it.
WITH object (classid, oid, definition) AS (
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, r.rngtypid, pg_catalog.concat_ws(
    ' ', pg_catalog.format_type(r.rngsubtype, NULL), r.rngcollation::pg_catalog.regcollation, r.rngcanonical, r.rngsubdiff
  )
  FROM pg_catalog.pg_range AS r
  UNION ALL
  SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, pg_catalog.concat_ws(
    ' ', o.oprcode, o.oprcanmerge, o.oprcanhash, o.oprcom::pg_catalog.regoperator, o.oprnegate::pg_catalog.regoperator, o.oprrest, o.oprjoin
  )
  FROM pg_catalog.pg_operator AS o
  UNION ALL
  SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, o.oid, pg_catalog.concat_ws(
    ' ', pg_catalog.format_type(o.opcintype, NULL), o.opcdefault
  )
  FROM pg_catalog.pg_opclass AS o
  UNION ALL
  SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass, t.oid, pg_catalog.concat_ws(
    ' ', t.castfunc::pg_catalog.regprocedure, t.castcontext, t.castmethod
  )
  FROM pg_catalog.pg_cast AS t
  UNION ALL
  SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, t.oid, pg_catalog.concat_ws(
    ' ', t.collprovider, t.collisdeterministic, t.collcollate, t.collctype
  )
  FROM pg_catalog.pg_collation AS t
  UNION ALL
  SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, t.oid, (
    SELECT pg_catalog.string_agg(
      pg_catalog.concat_ws(' ', m.maptokentype, m.mapdict::pg_catalog.regdictionary), ', ' ORDER BY m.maptokentype, m.mapseqno
    )
    FROM pg_catalog.pg_ts_config_map AS m WHERE m.mapcfg = t.oid
  )
  FROM pg_catalog.pg_ts_config AS t
  UNION ALL
  SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, t.oid, t.dictinitoption FROM pg_catalog.pg_ts_dict AS t
  UNION ALL
  SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, t.oid, pg_catalog.concat_ws(
    ' ', t.fdwhandler::pg_catalog.regproc, t.fdwvalidator::pg_catalog.regproc
  )
  FROM pg_catalog.pg_foreign_data_wrapper AS t
  UNION ALL
  SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, t.oid, pg_catalog.concat_ws(
    ' ', t.srvtype, t.srvversion, pg_catalog.array_to_string(t.srvoptions, ', ')
  )
  FROM pg_catalog.pg_foreign_server AS t
  UNION ALL
  SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, t.oid, pg_catalog.concat_ws(
    ' ', t.evtevent, t.evtfoid::pg_catalog.regproc, t.evtenabled, pg_catalog.array_to_string(t.evttags, ', ')
  )
  FROM pg_catalog.pg_event_trigger AS t
)
SELECT CASE o.classid WHEN 'pg_catalog.pg_type'::pg_catalog.regclass THEN 'range type' ELSE i.type END AS kind,
  i.identity, coalesce(o.definition, '') AS definition
FROM object AS o
CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.classid, o.oid, 0) AS i
WHERE o.oid >= 16384
  AND i.schema IS DISTINCT FROM %(reserved)s
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = o.classid AND e.objid = o.oid AND e.deptype IN ('e', 'i')
  )

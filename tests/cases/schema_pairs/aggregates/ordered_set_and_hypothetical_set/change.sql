CREATE AGGREGATE place(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
COMMENT ON AGGREGATE place(VARIADIC "any" ORDER BY VARIADIC "any") IS 'as rank()';
ALTER AGGREGATE middle(double precision ORDER BY anyelement) RENAME TO "middle %";

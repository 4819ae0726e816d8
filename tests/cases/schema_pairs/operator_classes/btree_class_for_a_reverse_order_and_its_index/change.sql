CREATE OPERATOR CLASS reverse_ops FOR TYPE integer USING btree AS
  OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 cmp_reverse(integer, integer);
CREATE INDEX scores_points ON scores (points reverse_ops);
COMMENT ON OPERATOR CLASS reverse_ops USING btree IS 'it''s "upside" down';

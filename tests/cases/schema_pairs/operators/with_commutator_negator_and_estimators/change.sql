CREATE OPERATOR !~~~ (FUNCTION = far, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = !~~~, NEGATOR = ~~~, RESTRICT = neqsel, JOIN = neqjoinsel);
ALTER OPERATOR ~~~ (integer, integer) SET (RESTRICT = eqsel, JOIN = eqjoinsel);
COMMENT ON OPERATOR !~~~ (integer, integer) IS 'not "near"; it''s far';

DROP VIEW touching;
DROP OPERATOR &&& (box, box);
CREATE OPERATOR &&& (FUNCTION = overlap_v2, LEFTARG = box, RIGHTARG = box, COMMUTATOR = OPERATOR(public.&&&), RESTRICT = areasel, JOIN = areajoinsel);
CREATE VIEW touching AS SELECT x.id FROM areas x JOIN areas y ON x.a &&& y.a;

CREATE ACCESS METHOD gist2 TYPE INDEX HANDLER gisthandler;
CREATE OPERATOR CLASS box2_ops DEFAULT FOR TYPE box USING gist2 AS
  OPERATOR 3 &&, OPERATOR 7 @>, OPERATOR 8 <@,
  FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal);
DROP INDEX areas_extent;
CREATE INDEX areas_extent ON areas USING gist2 (extent) WITH (fillfactor = 80);

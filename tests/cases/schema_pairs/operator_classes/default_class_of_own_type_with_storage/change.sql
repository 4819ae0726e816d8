DROP INDEX paints_c;
DROP OPERATOR FAMILY colour_hash_ops USING hash;
CREATE OPERATOR CLASS "Colour ""hash""" DEFAULT FOR TYPE colour USING hash AS OPERATOR 1 = (record, record), FUNCTION 1 colour_hash(colour);
CREATE INDEX paints_c ON paints USING hash (c);

ALTER OPERATOR FAMILY mixed_numbers USING btree ADD
  OPERATOR 1 < (integer, bigint), OPERATOR 3 = (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
ALTER OPERATOR FAMILY mixed_numbers USING btree DROP OPERATOR 3 (integer, integer);
ALTER OPERATOR FAMILY mixed_numbers USING btree RENAME TO "Mixed %";
CREATE OPERATOR FAMILY empty_family USING hash;

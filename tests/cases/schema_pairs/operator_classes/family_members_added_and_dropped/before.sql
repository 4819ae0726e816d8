CREATE OPERATOR FAMILY mixed_numbers USING btree;
ALTER OPERATOR FAMILY mixed_numbers USING btree ADD
  OPERATOR 1 < (integer, integer), OPERATOR 3 = (integer, integer), FUNCTION 1 (integer, integer) btint4cmp(integer, integer);

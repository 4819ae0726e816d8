CREATE OR REPLACE AGGREGATE total(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0', COMBINEFUNC = int8pl, PARALLEL = SAFE,
  MSFUNC = int8pl, MINVFUNC = int8mi, MSTYPE = bigint, MINITCOND = '0', MSSPACE = 8);
CREATE OR REPLACE AGGREGATE smallest(text) (SFUNC = text_smaller, STYPE = text, SORTOP = OPERATOR(pg_catalog.~<~), COMBINEFUNC = text_smaller, PARALLEL = RESTRICTED);

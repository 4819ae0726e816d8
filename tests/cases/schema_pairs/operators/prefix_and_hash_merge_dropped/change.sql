DROP OPERATOR === (smallint, smallint);
ALTER TABLE sides ALTER COLUMN area DROP EXPRESSION;
DROP OPERATOR ||/| (NONE, integer);
CREATE OPERATOR @#@ (FUNCTION = square, RIGHTARG = integer);

CREATE SCHEMA ops;
CREATE OPERATOR CLASS ints_ops FOR TYPE integer[] USING gin AS
  OPERATOR 1 && (anyarray, anyarray), OPERATOR 2 @> (anyarray, anyarray),
  FUNCTION 1 btint4cmp(integer, integer), FUNCTION 2 ginarrayextract(anyarray, internal, internal),
  FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
  FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal),
  STORAGE integer;
CREATE TABLE bags (id integer PRIMARY KEY, marks integer[]);
CREATE INDEX bags_marks ON bags USING gin (marks ints_ops) WITH (fastupdate = off);

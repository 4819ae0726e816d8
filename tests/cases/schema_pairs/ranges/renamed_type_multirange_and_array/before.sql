CREATE SCHEMA spans;
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE samples (id integer PRIMARY KEY, span float_range, spans float_multirange, many float_range[]);

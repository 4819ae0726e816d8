CREATE OR REPLACE AGGREGATE product(numeric) (SFUNC = times, STYPE = numeric, INITCOND = '1.0', PARALLEL = SAFE, COMBINEFUNC = times);

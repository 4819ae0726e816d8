CREATE AGGREGATE total(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE smallest(text) (SFUNC = text_smaller, STYPE = text, SORTOP = <);

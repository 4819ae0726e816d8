ALTER FUNCTION touch() SET SCHEMA util;
ALTER FUNCTION plus_one(integer) SET SCHEMA util;
ALTER FUNCTION util.plus_one(integer) RENAME TO "Plus One";

ALTER VIEW tricky RENAME COLUMN "; DROP TABLE snippets; --" TO "/* "" */";
ALTER VIEW tricky RENAME TO "tricky; SELECT 1";
CREATE VIEW "public.tricky" AS SELECT * FROM "tricky; SELECT 1" WHERE "/* "" */" LIKE '%s%%' || U&'\0441\043B' || B'101'::text || X'1F'::text;

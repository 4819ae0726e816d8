-- A row is the comment of an object.
SELECT d.classoid, d.objoid, d.objsubid, d.description
FROM pg_catalog.pg_description AS d
WHERE d.objoid >= 16384

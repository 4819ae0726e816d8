CREATE FUNCTION overlap_v1(box, box) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 && $2';
CREATE FUNCTION overlap_v2(box, box) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 && $2';
CREATE OPERATOR &&& (FUNCTION = overlap_v1, LEFTARG = box, RIGHTARG = box);
CREATE TABLE areas (id integer PRIMARY KEY, a box);
CREATE VIEW touching AS SELECT x.id FROM areas x JOIN areas y ON x.a &&& y.a;

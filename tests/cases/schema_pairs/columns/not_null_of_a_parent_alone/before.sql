CREATE TABLE parents (a integer NOT NULL, b integer, c integer NOT NULL, d integer NOT NULL);
CREATE TABLE children (d integer) INHERITS (parents);
CREATE TABLE grandchildren (e text) INHERITS (children);
ALTER TABLE children ALTER COLUMN c DROP NOT NULL;

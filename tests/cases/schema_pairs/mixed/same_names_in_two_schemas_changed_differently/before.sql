CREATE SCHEMA one;
CREATE SCHEMA two;
CREATE TABLE one.item (id integer PRIMARY KEY, v integer);
CREATE TABLE two.item (id integer CONSTRAINT second_key PRIMARY KEY, v text);
CREATE VIEW one.list AS SELECT * FROM one.item;
CREATE VIEW two.list AS SELECT * FROM two.item;
CREATE FUNCTION one.pick(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION two.pick(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';

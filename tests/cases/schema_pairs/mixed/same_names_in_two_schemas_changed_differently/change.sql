ALTER TABLE one.item RENAME TO thing;
ALTER TABLE two.item SET SCHEMA one;
CREATE TABLE two.item (id integer PRIMARY KEY, w numeric DEFAULT 0.50);
CREATE OR REPLACE VIEW two.list AS SELECT id, v || '' AS v FROM one.item;
DROP FUNCTION one.pick(integer);
ALTER FUNCTION two.pick(integer) SET SCHEMA one;

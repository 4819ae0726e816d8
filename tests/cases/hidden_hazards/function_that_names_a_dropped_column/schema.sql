CREATE TABLE items (id int PRIMARY KEY, "Old" int);
CREATE FUNCTION total() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT sum("Old") FROM items); END';

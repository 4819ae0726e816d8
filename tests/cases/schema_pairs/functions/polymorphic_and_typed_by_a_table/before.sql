CREATE TABLE items (id integer PRIMARY KEY, price numeric NOT NULL);
CREATE FUNCTION gross(items) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT $1.price * 1.1';
CREATE FUNCTION last_of(list anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT list[array_upper(list, 1)]';
CREATE VIEW item_prices AS SELECT i.id, i.gross FROM items i;

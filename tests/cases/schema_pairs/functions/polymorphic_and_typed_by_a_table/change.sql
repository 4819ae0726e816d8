ALTER TABLE items RENAME TO goods;
DROP FUNCTION last_of(anyarray);
CREATE FUNCTION last_of(list anycompatiblearray, fallback anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE
  AS 'SELECT coalesce(list[array_upper(list, 1)], fallback)';
CREATE OR REPLACE FUNCTION gross(goods) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT $1.price * 1.081';

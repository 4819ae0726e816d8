CREATE UNIQUE INDEX items_lower ON items (lower(name), (price * 2) DESC NULLS LAST) INCLUDE (note) WHERE price > 0;
COMMENT ON INDEX items_lower IS 'it''s';

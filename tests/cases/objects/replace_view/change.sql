CREATE OR REPLACE VIEW cheap AS SELECT id, add(id) AS next, name FROM items WHERE price < 3;

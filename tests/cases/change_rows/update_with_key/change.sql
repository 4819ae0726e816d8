UPDATE items SET name = upper(name), note = 'it''s %' WHERE price >= 0;

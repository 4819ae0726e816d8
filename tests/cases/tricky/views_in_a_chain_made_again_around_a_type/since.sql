INSERT INTO sales (id, shop, amount, day) VALUES (100, 'new', 7, '2026-02-01');

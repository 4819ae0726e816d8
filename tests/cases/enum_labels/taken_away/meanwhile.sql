INSERT INTO orders VALUES (50, DEFAULT, '{sent,sent}', NULL);
UPDATE orders SET was = array_append(was, 'new') WHERE id < 20;
UPDATE "My ""T" SET "va%lue" = 'it''s "paid"' WHERE "Id; --" = 2;

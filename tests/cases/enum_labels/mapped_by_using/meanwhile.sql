INSERT INTO items VALUES (20, 'va%lue', 20), (21, 'gone', NULL);
UPDATE items SET kind = 'gone' WHERE id = 4;
UPDATE others SET kinds = '{gone,gone}' WHERE b = 2;

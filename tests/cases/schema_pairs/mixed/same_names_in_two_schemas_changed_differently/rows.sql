INSERT INTO one.item VALUES (1, 10), (2, NULL);
INSERT INTO two.item VALUES (1, 'ten'), (2, 'it''s'), (3, '');

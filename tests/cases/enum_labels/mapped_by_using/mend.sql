UPDATE items SET kind = 'a' WHERE kind = 'none';
UPDATE others SET kinds = '{a}' WHERE 'none' = ANY (kinds);

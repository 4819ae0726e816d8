UPDATE items SET n = '1' WHERE n !~ '^[0-9]+$';
UPDATE items SET other = '1' WHERE other !~ '^[0-9]+$';

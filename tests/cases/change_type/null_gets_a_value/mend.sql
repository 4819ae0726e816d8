UPDATE items SET n = '1' WHERE n !~ '^[0-9]+$' AND n <> 'none';

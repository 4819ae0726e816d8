UPDATE items SET n = '1' WHERE id > 20 OR n !~ '^no [0-9]+$';

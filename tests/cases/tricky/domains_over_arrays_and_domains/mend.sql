UPDATE scores SET matrix = NULL WHERE matrix::text !~ '^[{}0-9,]*$';
UPDATE scores SET single = 1 WHERE single NOT BETWEEN 1 AND 999;

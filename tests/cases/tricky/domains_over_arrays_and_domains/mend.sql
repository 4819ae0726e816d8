UPDATE scores SET matrix = NULL WHERE matrix::text !~ '^[{}0-9,]*$';

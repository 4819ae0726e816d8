INSERT INTO jobs VALUES (1, false), (2, true), (3, false);

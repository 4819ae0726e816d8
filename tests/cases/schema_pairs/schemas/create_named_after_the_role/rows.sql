INSERT INTO settings VALUES ('theme', 'dark'), ('locale', 'nl_NL'), ('beta', NULL);

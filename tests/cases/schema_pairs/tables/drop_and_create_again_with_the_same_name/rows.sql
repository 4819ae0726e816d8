INSERT INTO addresses (line, zip) VALUES ('Main Street 1', '1000'), ('Side Street 2', NULL), ('Back Lane 3', '1001');

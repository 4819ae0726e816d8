INSERT INTO greetings VALUES ('Ada'), ('Grace'), ('O''Brien');

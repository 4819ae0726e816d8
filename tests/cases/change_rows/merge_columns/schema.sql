CREATE TABLE prices (id int PRIMARY KEY, euros int, cents int);

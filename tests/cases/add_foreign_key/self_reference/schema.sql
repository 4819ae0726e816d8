CREATE TABLE nodes (id int PRIMARY KEY, up int);

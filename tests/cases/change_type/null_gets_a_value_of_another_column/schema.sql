CREATE TABLE items (id int PRIMARY KEY, n int, other int, third int);

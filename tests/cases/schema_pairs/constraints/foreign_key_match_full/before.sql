CREATE TABLE grid (x integer, y integer, PRIMARY KEY (x, y));
CREATE TABLE pieces (id integer PRIMARY KEY, x integer, y integer, CONSTRAINT on_grid FOREIGN KEY (x, y) REFERENCES grid MATCH SIMPLE);

CREATE TABLE cubes (id integer PRIMARY KEY, side integer NOT NULL, volume integer GENERATED ALWAYS AS (side * side * side) STORED);
CREATE PUBLICATION of_cubes FOR TABLE cubes;

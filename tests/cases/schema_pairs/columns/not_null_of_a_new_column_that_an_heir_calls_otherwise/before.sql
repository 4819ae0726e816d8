CREATE TABLE shapes (id integer);
CREATE TABLE circles () INHERITS (shapes);
CREATE TABLE wheels (radius real) INHERITS (circles);

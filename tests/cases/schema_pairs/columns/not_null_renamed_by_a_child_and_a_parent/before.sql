CREATE TABLE shapes (id integer CONSTRAINT shape_id NOT NULL, name text);
CREATE TABLE circles (radius real, CONSTRAINT circle_name NOT NULL name) INHERITS (shapes);

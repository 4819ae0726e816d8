CREATE TABLE areas (id integer PRIMARY KEY, shape polygon, center point, name text, span int8range);
CREATE INDEX areas_shape ON areas USING gist (shape);

CREATE TABLE areas (id integer PRIMARY KEY, extent box NOT NULL);
CREATE INDEX areas_extent ON areas USING gist (extent);

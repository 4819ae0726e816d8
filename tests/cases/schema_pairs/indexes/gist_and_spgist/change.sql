DROP INDEX areas_shape;
CREATE INDEX areas_shape ON areas USING gist (shape) WITH (buffering = off, fillfactor = 80);
CREATE INDEX areas_center ON areas USING spgist (center kd_point_ops) WITH (fillfactor = 70);
CREATE INDEX areas_name ON areas USING spgist (name COLLATE "C" text_ops) INCLUDE (id);
CREATE INDEX areas_span ON areas USING spgist (span) WHERE name IS NOT NULL;
CREATE INDEX areas_covered ON areas USING gist (center, span) INCLUDE (id, name);

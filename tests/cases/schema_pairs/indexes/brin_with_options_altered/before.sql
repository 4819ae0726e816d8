CREATE TABLE sensor_values (id integer, at timestamp, value real);
CREATE INDEX sensor_values_at ON sensor_values USING brin (at) WITH (pages_per_range = 16, autosummarize = off);

CREATE TABLE parts (id integer PRIMARY KEY, width smallint NOT NULL DEFAULT 1, height smallint, area integer GENERATED ALWAYS AS (width * height) STORED, CONSTRAINT width_fits CHECK (width < 1000), UNIQUE (width, height));
CREATE INDEX parts_half ON parts ((width / 2), height DESC);
CREATE INDEX parts_wide ON parts (height) WHERE width > 2;
CREATE STATISTICS parts_stats (dependencies) ON width, height FROM parts;
COMMENT ON CONSTRAINT width_fits ON parts IS 'on the shelf';
COMMENT ON INDEX parts_half IS 'half';
ALTER TABLE parts CLUSTER ON parts_half;

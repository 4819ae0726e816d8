CREATE TABLE points (
    id int PRIMARY KEY,
    x int NOT NULL DEFAULT 1,
    y int,
    area int GENERATED ALWAYS AS (x * coalesce(y, 0)) STORED,
    CONSTRAINT above CHECK (x > 0)
);
CREATE INDEX by_x ON points (x) WHERE y IS NOT NULL;
CREATE VIEW highs AS SELECT id, x, y FROM points WHERE x > 3;
COMMENT ON COLUMN points.x IS 'really y';

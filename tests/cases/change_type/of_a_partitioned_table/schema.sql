CREATE TABLE readings (
    id int NOT NULL,
    at date NOT NULL,
    level numeric(10, 2) NOT NULL DEFAULT 1.25 CHECK (level > 0),
    note text,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
COMMENT ON COLUMN readings.level IS 'in metres';
CREATE INDEX readings_level ON readings (level);
COMMENT ON INDEX readings_level IS 'for the chart';
CREATE INDEX readings_high ON readings (note) WHERE level > 5;
CREATE TABLE readings_2025 PARTITION OF readings FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE readings_2026 PARTITION OF readings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
CREATE VIEW high AS SELECT id, level FROM readings WHERE level > 5;

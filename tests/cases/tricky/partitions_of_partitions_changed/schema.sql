CREATE TABLE logs (
    id bigint NOT NULL,
    day date NOT NULL,
    region text NOT NULL,
    level smallint,
    message text,
    PRIMARY KEY (id, day, region)
) PARTITION BY RANGE (day);
CREATE TABLE logs_2025 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (region);
CREATE TABLE logs_2025_eu PARTITION OF logs_2025 FOR VALUES IN ('eu');
CREATE TABLE logs_2025_rest PARTITION OF logs_2025 DEFAULT;
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
CREATE INDEX logs_level ON logs (level);

CREATE TABLE metrics (name text, at integer, value real) PARTITION BY LIST (name);
CREATE TABLE metrics_cpu PARTITION OF metrics FOR VALUES IN ('cpu') PARTITION BY RANGE (at);
CREATE TABLE metrics_cpu_1 PARTITION OF metrics_cpu FOR VALUES FROM (0) TO (10);
CREATE TABLE metrics_rest PARTITION OF metrics DEFAULT;
CREATE INDEX metrics_at ON metrics (at);
CREATE INDEX metrics_rest_value ON metrics_rest USING brin (value);
COMMENT ON COLUMN metrics_cpu_1.value IS 'per core';

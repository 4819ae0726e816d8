CREATE TABLE devices (id int PRIMARY KEY);
CREATE TABLE metrics (device int NOT NULL REFERENCES devices, at timestamptz NOT NULL, v float8) PARTITION BY RANGE (at);
CREATE TABLE metrics_1 PARTITION OF metrics FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2025-01-01 00:00+00');
CREATE TABLE metrics_2 (device int NOT NULL, at timestamptz NOT NULL, v float8);

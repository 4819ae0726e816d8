ALTER TABLE metrics ATTACH PARTITION metrics_2
    FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00');
CREATE UNIQUE INDEX one_at_a_time ON metrics (device, at);

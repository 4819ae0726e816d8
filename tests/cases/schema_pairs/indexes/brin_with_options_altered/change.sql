ALTER INDEX sensor_values_at SET (autosummarize = on);
ALTER INDEX sensor_values_at RESET (pages_per_range);
CREATE INDEX ON sensor_values USING brin (value float4_minmax_ops, id) WITH (pages_per_range = 1);

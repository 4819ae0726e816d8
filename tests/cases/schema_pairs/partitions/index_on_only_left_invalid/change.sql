CREATE INDEX events_id ON ONLY events (id);
ALTER INDEX events_id ATTACH PARTITION events_b_id;

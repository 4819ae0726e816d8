UPDATE events SET kind = 'none' WHERE kind IS NULL;
ALTER TABLE events ALTER COLUMN kind SET NOT NULL;
ALTER TABLE events ADD COLUMN at timestamptz;
CREATE INDEX events_by_kind ON events (kind) INCLUDE (payload);

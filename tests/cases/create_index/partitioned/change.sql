CREATE INDEX events_kind ON events (kind, id) WHERE id > 0;
COMMENT ON INDEX events_kind IS 'by kind';

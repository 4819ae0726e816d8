CREATE INDEX CONCURRENTLY items_name ON items (name text_pattern_ops, note COLLATE "C");

ALTER INDEX facts_kind RESET (fillfactor);
ALTER INDEX facts_kind SET (deduplicate_items = on);
ALTER INDEX facts_key SET (fillfactor = 95);

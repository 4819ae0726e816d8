ALTER TABLE visits RENAME TO "Visits ""%""";
COMMENT ON TRIGGER visits_touched ON "Visits ""%""" IS 'it''s the trigger';
COMMENT ON RULE visits_kept ON "Visits ""%""" IS NULL;
COMMENT ON POLICY visits_seen ON "Visits ""%""" IS E'a\nb';
COMMENT ON STATISTICS visits_stats IS '$$';

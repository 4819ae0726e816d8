CREATE TABLE visits (id integer PRIMARY KEY, page text, n integer);
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER visits_touched BEFORE UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION touched();
CREATE RULE visits_kept AS ON DELETE TO visits DO INSTEAD NOTHING;
CREATE POLICY visits_seen ON visits USING (true);
CREATE STATISTICS visits_stats ON page, n FROM visits;
COMMENT ON TRIGGER visits_touched ON visits IS 'trigger';
COMMENT ON RULE visits_kept ON visits IS 'rule, removed later';
COMMENT ON POLICY visits_seen ON visits IS 'policy';

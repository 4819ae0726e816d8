CREATE TABLE visits (id integer PRIMARY KEY, visitor text, seconds integer, CHECK (seconds > 0));
CREATE VIEW long_visits AS SELECT visitor, seconds FROM visits WHERE seconds > 60;
CREATE RULE forget AS ON DELETE TO visits WHERE old.seconds > 100 DO INSTEAD NOTHING;
CREATE POLICY own ON visits USING (visitor = CURRENT_USER);
CREATE FUNCTION total_seconds() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(seconds) FROM visits; END;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER seconds_changed AFTER UPDATE OF seconds ON visits FOR EACH ROW WHEN (old.seconds <> new.seconds) EXECUTE FUNCTION nothing();

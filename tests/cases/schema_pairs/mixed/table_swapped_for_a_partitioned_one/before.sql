CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, payload jsonb DEFAULT '{"it''s": "\\\" %"}', CONSTRAINT events_pkey PRIMARY KEY (id, day));
CREATE VIEW recent AS SELECT id, payload FROM events WHERE day >= '2024-01-01';
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER events_keep BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION keep();
GRANT SELECT ON events TO reader;

CREATE TABLE docs (id int PRIMARY KEY, version int NOT NULL DEFAULT 1, body text);
CREATE FUNCTION count_version() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.version := OLD.version + 1; RETURN NEW; END';
CREATE TRIGGER count_version BEFORE UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION count_version();

CREATE SCHEMA util;
CREATE TABLE docs (id integer PRIMARY KEY, changed integer NOT NULL DEFAULT 0);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := OLD.changed + 1; RETURN NEW; END $$;
CREATE TRIGGER docs_touch BEFORE UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION public.plus_one(integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN $1 + 1;
ALTER TABLE docs ALTER COLUMN changed SET DEFAULT plus_one(0);

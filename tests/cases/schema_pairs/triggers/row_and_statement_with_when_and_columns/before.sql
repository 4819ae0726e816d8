CREATE TABLE salaries (id integer PRIMARY KEY, person text NOT NULL, pay integer NOT NULL, bonus integer);
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN coalesce(NEW, OLD); END $$;
CREATE TRIGGER pay_changed BEFORE UPDATE OF pay ON salaries FOR EACH ROW WHEN (OLD.pay IS DISTINCT FROM NEW.pay) EXECUTE FUNCTION note_change();
CREATE TRIGGER any_statement AFTER INSERT OR DELETE ON salaries FOR EACH STATEMENT EXECUTE FUNCTION note_change();

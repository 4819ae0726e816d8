CREATE TABLE accounts (id integer PRIMARY KEY, login text NOT NULL, active boolean NOT NULL DEFAULT true);
CREATE FUNCTION write_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO accounts (id, login) VALUES (NEW.id, NEW.login);
  RETURN NEW;
END $$;
CREATE VIEW account_view AS SELECT id, login FROM accounts WHERE active;
CREATE TRIGGER account_view_insert INSTEAD OF INSERT ON account_view FOR EACH ROW EXECUTE FUNCTION write_account();
ALTER VIEW account_view ALTER COLUMN login SET DEFAULT 'nobody';
COMMENT ON VIEW account_view IS 'active ones only';
COMMENT ON COLUMN account_view.login IS 'what one types';
COMMENT ON TRIGGER account_view_insert ON account_view IS 'writes through';
GRANT SELECT, INSERT ON account_view TO reader;
GRANT UPDATE (login) ON account_view TO reader WITH GRANT OPTION;

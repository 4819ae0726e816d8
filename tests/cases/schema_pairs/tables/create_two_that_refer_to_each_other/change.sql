CREATE TABLE teams (id integer PRIMARY KEY, company_id integer NOT NULL REFERENCES companies ON DELETE CASCADE, lead_id integer);
CREATE TABLE members (id integer PRIMARY KEY, team_id integer NOT NULL REFERENCES teams DEFERRABLE INITIALLY DEFERRED, name varchar(80) NOT NULL DEFAULT '', CHECK (name = btrim(name)));
ALTER TABLE teams ADD CONSTRAINT teams_lead_fkey FOREIGN KEY (lead_id) REFERENCES members ON DELETE SET NULL;
COMMENT ON COLUMN teams.lead_id IS 'one of the members';

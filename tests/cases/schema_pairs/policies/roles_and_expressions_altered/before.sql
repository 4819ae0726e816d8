CREATE TABLE cases (id integer PRIMARY KEY, owner name, level integer NOT NULL);
ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY low ON cases TO reader USING (level < 3) WITH CHECK (level = 1);
CREATE POLICY own ON cases TO "Odd ""Role""", reader USING (owner = session_user);
CREATE POLICY everyone ON cases FOR SELECT USING (level = 0);

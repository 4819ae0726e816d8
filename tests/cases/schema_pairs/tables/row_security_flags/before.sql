CREATE TABLE notes (id integer PRIMARY KEY, author text);
CREATE POLICY everybody ON notes USING (true);
CREATE TABLE secrets (id integer PRIMARY KEY);
CREATE POLICY all_rows ON secrets USING (true);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE secrets FORCE ROW LEVEL SECURITY;
CREATE TABLE forced_not_enabled (id integer);

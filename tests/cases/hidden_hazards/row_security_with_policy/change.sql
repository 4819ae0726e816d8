CREATE POLICY own ON notes USING (owner = current_user);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;

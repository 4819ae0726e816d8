CREATE SCHEMA archive;
CREATE TABLE nodes (id integer PRIMARY KEY, parent integer, shown boolean NOT NULL DEFAULT true);
CREATE POLICY roots ON nodes FOR UPDATE USING (id IN (SELECT n.parent FROM nodes n)) WITH CHECK (parent IS NULL);
CREATE POLICY "Shown; it's %" ON nodes FOR SELECT USING (shown);

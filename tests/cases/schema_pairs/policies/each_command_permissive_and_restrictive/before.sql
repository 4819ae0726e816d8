CREATE TABLE letters (id integer PRIMARY KEY, author name NOT NULL, sealed boolean NOT NULL DEFAULT false);
CREATE POLICY read_all ON letters FOR SELECT USING (true);
CREATE POLICY write_own ON letters FOR INSERT WITH CHECK (author = current_user);
CREATE POLICY never_sealed ON letters AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (NOT sealed) WITH CHECK (NOT sealed);

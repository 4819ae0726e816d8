CREATE TYPE member_role AS ENUM ('owner', 'guest');
CREATE TABLE members (id int PRIMARY KEY, role text NOT NULL);
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY owners ON members USING (role = 'owner');

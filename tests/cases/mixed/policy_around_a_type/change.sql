DROP POLICY owners ON members;
ALTER TABLE members ALTER COLUMN role TYPE member_role USING role::member_role;
CREATE POLICY owners ON members USING (role = 'owner'::member_role);

CREATE TABLE leases (id integer PRIMARY KEY, tenant integer NOT NULL, rent integer);
ALTER TABLE leases ENABLE ROW LEVEL SECURITY;
ALTER TABLE leases FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON leases AS RESTRICTIVE FOR SELECT TO reader USING (tenant = 1 OR rent IS NULL);
CREATE POLICY all_of_us ON leases USING (tenant > 0);
COMMENT ON POLICY tenant_only ON leases IS 'it''s theirs';

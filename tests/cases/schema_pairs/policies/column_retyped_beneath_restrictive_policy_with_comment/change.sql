DROP POLICY tenant_only ON leases;
DROP POLICY all_of_us ON leases;
ALTER TABLE leases ALTER COLUMN tenant TYPE bigint;
CREATE POLICY tenant_only ON leases AS RESTRICTIVE FOR SELECT TO reader USING (tenant = 1 OR rent IS NULL);
CREATE POLICY all_of_us ON leases USING (tenant > 0);
COMMENT ON POLICY tenant_only ON leases IS 'it''s theirs';

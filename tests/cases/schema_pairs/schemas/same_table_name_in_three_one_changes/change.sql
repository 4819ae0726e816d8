ALTER TABLE tenant_b.users ALTER COLUMN name SET NOT NULL;
DROP INDEX tenant_a.users_name;
CREATE INDEX users_name ON tenant_c.users (name);

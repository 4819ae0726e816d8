ALTER TABLE users ALTER COLUMN age TYPE int;
ALTER TABLE tenant_1.users ALTER COLUMN age TYPE int;
ALTER TABLE "tenant-2".users ALTER COLUMN age TYPE int;
ALTER TABLE tenant_1.users DROP COLUMN gone;
ALTER TABLE "tenant-2".users DROP COLUMN gone;
UPDATE "tenant-2".users SET age = 0 WHERE age IS NULL;
ALTER TABLE "tenant-2".users ALTER COLUMN age SET NOT NULL;
DROP INDEX tenant_1.users_login;
CREATE UNIQUE INDEX users_login ON tenant_1.users (lower(login));

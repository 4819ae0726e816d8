ALTER TABLE users ALTER COLUMN id TYPE bigint;
ALTER SEQUENCE users_id_seq AS bigint;
ALTER TABLE logins ALTER COLUMN user_id TYPE bigint;
ALTER TABLE logins ALTER COLUMN id TYPE bigint;

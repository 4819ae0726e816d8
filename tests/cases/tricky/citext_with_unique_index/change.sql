ALTER TABLE logins ALTER COLUMN email TYPE citext;
DROP INDEX logins_email;
CREATE UNIQUE INDEX logins_email ON logins (email);
ALTER TABLE logins ALTER COLUMN extra TYPE jsonb USING hstore_to_jsonb(extra);

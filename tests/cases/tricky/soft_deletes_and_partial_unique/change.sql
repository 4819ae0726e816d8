ALTER TABLE members ADD COLUMN deleted_at timestamptz;
UPDATE members SET deleted_at = '2026-01-01Z' WHERE NOT active;
CREATE UNIQUE INDEX members_email ON members (lower(email)) WHERE deleted_at IS NULL;
ALTER TABLE members DROP CONSTRAINT members_email_key;
ALTER TABLE members DROP COLUMN active;

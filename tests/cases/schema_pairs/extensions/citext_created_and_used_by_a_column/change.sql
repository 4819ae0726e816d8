CREATE EXTENSION citext;
ALTER TABLE logins ALTER COLUMN login TYPE citext;
ALTER TABLE logins ADD COLUMN nick citext DEFAULT 'It''s';

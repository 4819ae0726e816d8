ALTER TABLE contacts ALTER COLUMN channel DROP DEFAULT;
ALTER TABLE contacts ALTER COLUMN channel TYPE text USING channel::text;
ALTER TABLE contacts ALTER COLUMN channel SET DEFAULT 'mail', ADD CONSTRAINT channel_known CHECK (channel IN ('mail', 'phone'));
DROP TYPE channel;

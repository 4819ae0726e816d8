ALTER TABLE tokens DROP COLUMN secret;
ALTER TABLE tokens ADD COLUMN secret text;

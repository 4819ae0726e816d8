ALTER TABLE payloads ALTER COLUMN body TYPE jsonb, ALTER COLUMN compact TYPE json, ALTER COLUMN raw TYPE json USING raw::json;

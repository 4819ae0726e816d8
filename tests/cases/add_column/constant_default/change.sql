ALTER TABLE items ADD COLUMN colour text NOT NULL DEFAULT 'it''s red';
COMMENT ON COLUMN items.colour IS 'what''s seen';

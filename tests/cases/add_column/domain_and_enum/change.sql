ALTER TABLE items ADD COLUMN mood mood DEFAULT 'it''s ok', ADD COLUMN p positive, ADD COLUMN c code NOT NULL;

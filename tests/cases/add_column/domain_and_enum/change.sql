ALTER TABLE items ADD COLUMN mood mood DEFAULT 'it''s ok', ADD COLUMN p positive;

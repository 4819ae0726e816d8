ALTER TABLE cards DROP COLUMN color;
ALTER TABLE cards ADD COLUMN color text DEFAULT 'red';

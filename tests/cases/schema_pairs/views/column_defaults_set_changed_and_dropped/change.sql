ALTER VIEW open_tickets ALTER COLUMN title SET DEFAULT E'it''s "un\\titled"\n$$';
ALTER VIEW open_tickets ALTER COLUMN urgency SET DEFAULT 1 + 1;
ALTER VIEW open_tickets ALTER COLUMN state DROP DEFAULT;

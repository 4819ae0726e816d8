CREATE TABLE tickets (id integer PRIMARY KEY, title text NOT NULL, state text, urgency smallint);
CREATE VIEW open_tickets AS SELECT id, title, state, urgency FROM tickets WHERE state = 'open';
ALTER VIEW open_tickets ALTER COLUMN state SET DEFAULT 'open';
ALTER VIEW open_tickets ALTER COLUMN urgency SET DEFAULT 3;

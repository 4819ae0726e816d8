CREATE TYPE status AS ENUM ('open', 'closed', 'wontfix');
CREATE TABLE tickets (id integer PRIMARY KEY, status status NOT NULL DEFAULT 'open', history status[] NOT NULL DEFAULT '{}');
CREATE INDEX tickets_open ON tickets (id) WHERE status = 'open';
CREATE VIEW open_tickets AS SELECT id FROM tickets WHERE status = 'open';
CREATE FUNCTION close(ticket integer, as_status status DEFAULT 'closed') RETURNS void LANGUAGE sql AS 'UPDATE tickets SET status = as_status WHERE id = ticket';
COMMENT ON FUNCTION close(integer, status) IS 'ends it';

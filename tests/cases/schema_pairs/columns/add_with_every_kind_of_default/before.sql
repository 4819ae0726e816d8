CREATE SEQUENCE ticket_numbers START WITH 500;
CREATE TYPE priority AS ENUM ('low', 'it''s high');
CREATE FUNCTION default_tag() RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'tag'$$;
CREATE TABLE tickets (id integer PRIMARY KEY);

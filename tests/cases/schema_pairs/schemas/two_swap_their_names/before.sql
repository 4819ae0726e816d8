CREATE SCHEMA blue;
CREATE SCHEMA green;
CREATE TABLE blue.events (id integer PRIMARY KEY, kind text);
CREATE TABLE green.events (id integer PRIMARY KEY, kind text, payload jsonb);
CREATE VIEW current_events AS SELECT id, kind FROM blue.events;

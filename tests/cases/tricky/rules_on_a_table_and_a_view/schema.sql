CREATE TABLE events (id int PRIMARY KEY, kind text, payload text);
CREATE TABLE events_archive (id int, kind text, payload text);
CREATE VIEW shown AS SELECT id, kind FROM events;
CREATE RULE keep AS ON DELETE TO events DO ALSO INSERT INTO events_archive VALUES (OLD.id, OLD.kind, OLD.payload);
CREATE RULE write_through AS ON INSERT TO shown DO INSTEAD INSERT INTO events (id, kind) VALUES (NEW.id, NEW.kind);

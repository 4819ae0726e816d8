CREATE TABLE events (id integer PRIMARY KEY, kind text NOT NULL, payload text);
CREATE MATERIALIZED VIEW event_kinds AS SELECT kind, length(payload) AS size, payload FROM events;
CREATE STATISTICS event_kinds_stats (ndistinct, dependencies) ON kind, size FROM event_kinds;
ALTER MATERIALIZED VIEW event_kinds ALTER COLUMN kind SET STATISTICS 500;
ALTER MATERIALIZED VIEW event_kinds ALTER COLUMN payload SET STORAGE EXTERNAL;

CREATE TABLE kinds (kind text PRIMARY KEY);
CREATE TABLE events (
    id int NOT NULL, day date NOT NULL, kind text REFERENCES kinds, PRIMARY KEY (id, day), CHECK (id <> 0)
) PARTITION BY RANGE (day);
CREATE INDEX events_kind ON events (kind) WHERE id > 0;
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_2 (kind text, id int NOT NULL, day date NOT NULL, CONSTRAINT events_id_check CHECK (id <> 0));

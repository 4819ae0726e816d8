CREATE TABLE payloads (id integer PRIMARY KEY, body json DEFAULT '{"b":1,  "a":2}', compact jsonb DEFAULT '{}', raw text);
CREATE INDEX payloads_kind ON payloads ((body ->> 'kind'));

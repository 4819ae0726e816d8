ALTER TYPE kind SET SCHEMA data;
ALTER TABLE entries SET SCHEMA data;
ALTER FUNCTION is_a(data.kind) SET SCHEMA api;
ALTER VIEW a_entries SET SCHEMA api;
ALTER MATERIALIZED VIEW entry_kinds SET SCHEMA api;
ALTER TABLE data.entries RENAME COLUMN label TO title;
ALTER VIEW api.a_entries RENAME COLUMN label TO title;
ALTER TYPE data.kind RENAME VALUE 'a' TO 'A';

CREATE TABLE stations (id integer PRIMARY KEY, name text);
CREATE INDEX stations_name ON stations (lower(name)) WHERE name IS NOT NULL;

CREATE SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE TABLE streets (id integer PRIMARY KEY, name text NOT NULL);
CREATE INDEX streets_gin ON streets USING gin (name ext.gin_trgm_ops);

CREATE SCHEMA ext;
CREATE EXTENSION hstore;
CREATE TABLE devices (id integer PRIMARY KEY, tags hstore DEFAULT 'a=>1'::hstore);
CREATE INDEX devices_tags ON devices USING gist (tags gist_hstore_ops (siglen = 32));
CREATE VIEW tagged AS SELECT id, tags -> 'a' AS a FROM devices WHERE tags ? 'a';

CREATE EXTENSION hstore;
CREATE TABLE settings (id integer PRIMARY KEY, options hstore, name text);
CREATE INDEX settings_options ON settings USING gin (options);

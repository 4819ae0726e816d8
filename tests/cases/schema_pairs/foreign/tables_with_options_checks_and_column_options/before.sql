CREATE FOREIGN DATA WRAPPER dummy;
CREATE SERVER remote FOREIGN DATA WRAPPER dummy;
CREATE FOREIGN TABLE remote_items (id integer OPTIONS (key 'true') NOT NULL, name text COLLATE "C" DEFAULT 'x', price numeric, CONSTRAINT cheap CHECK (price < 100)) SERVER remote OPTIONS (table_name 'items', updatable 'false');
CREATE VIEW remote_names AS SELECT name FROM remote_items;

CREATE TABLE warehouses (id integer PRIMARY KEY, code text NOT NULL);
CREATE TABLE racks (id integer PRIMARY KEY, warehouse_id integer NOT NULL CONSTRAINT in_warehouse REFERENCES warehouses ON DELETE CASCADE);
CREATE VIEW rack_counts AS SELECT warehouses.id, warehouses.code, count(*) AS racks FROM warehouses JOIN racks ON racks.warehouse_id = warehouses.id GROUP BY warehouses.id;
COMMENT ON CONSTRAINT in_warehouse ON racks IS 'stands somewhere';

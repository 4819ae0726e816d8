ALTER TABLE warehouses ADD CONSTRAINT warehouses_id_key UNIQUE (id);
ALTER TABLE racks DROP CONSTRAINT in_warehouse;
DROP VIEW rack_counts;
ALTER TABLE warehouses DROP CONSTRAINT warehouses_pkey;
ALTER TABLE warehouses ADD PRIMARY KEY (code);
ALTER TABLE racks ADD CONSTRAINT in_warehouse FOREIGN KEY (warehouse_id) REFERENCES warehouses (id) ON DELETE CASCADE;

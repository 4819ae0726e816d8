ALTER TABLE devices DROP CONSTRAINT devices_pkey;
ALTER TABLE devices DROP CONSTRAINT devices_serial_key;
ALTER TABLE devices ADD CONSTRAINT devices_pkey PRIMARY KEY (serial_number);
ALTER TABLE devices ADD CONSTRAINT devices_id_key UNIQUE (id);
ALTER TABLE readings ADD CONSTRAINT readings_pkey PRIMARY KEY (device_id, at);
ALTER TABLE readings ADD FOREIGN KEY (device_id) REFERENCES devices (id);

CREATE TABLE devices (
    id serial CONSTRAINT devices_pkey PRIMARY KEY,
    serial_number varchar(30) NOT NULL CONSTRAINT devices_serial_key UNIQUE,
    seen timestamptz
);
CREATE TABLE readings (
    device_id int NOT NULL,
    at timestamptz NOT NULL,
    value float8
);

CREATE TABLE shipments (id integer NOT NULL, zone integer NOT NULL) PARTITION BY RANGE (zone);
CREATE TABLE shipments_near PARTITION OF shipments FOR VALUES FROM (0) TO (10);
CREATE TABLE shipments_far PARTITION OF shipments FOR VALUES FROM (10) TO (MAXVALUE) PARTITION BY LIST (id);
CREATE TABLE shipments_far_all PARTITION OF shipments_far DEFAULT;

CREATE TABLE orders_new (
    total numeric(10, 2) DEFAULT 0,
    id int NOT NULL DEFAULT nextval('orders_id_seq'),
    region region NOT NULL,
    note json,
    CONSTRAINT orders_total_check CHECK (total >= 0)
) PARTITION BY LIST (region);
CREATE TABLE orders_north PARTITION OF orders_new FOR VALUES IN ('north') PARTITION BY RANGE (id);
CREATE TABLE orders_north_1 PARTITION OF orders_north FOR VALUES FROM (MINVALUE) TO (20);
CREATE TABLE orders_north_2 PARTITION OF orders_north FOR VALUES FROM (20) TO (MAXVALUE);
CREATE TABLE orders_south PARTITION OF orders_new FOR VALUES IN ('south');
INSERT INTO orders_new (id, region, total, note) SELECT id, region, total, note FROM orders;
ALTER SEQUENCE orders_id_seq OWNED BY orders_new.id;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
ALTER TABLE orders ADD PRIMARY KEY (id, region);

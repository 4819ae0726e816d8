CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, region text REFERENCES regions, placed date NOT NULL, total numeric(10, 2) DEFAULT 0, PRIMARY KEY (id, placed)) PARTITION BY RANGE (placed);
CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') WITH (fillfactor = 80);
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
COMMENT ON TABLE orders_rest IS 'whatever has no year yet';

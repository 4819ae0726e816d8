CREATE TABLE orders (id integer, placed date) PARTITION BY RANGE (placed);
CREATE TABLE orders_a PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
CREATE TABLE orders_b PARTITION OF orders FOR VALUES FROM ('2024-07-01') TO ('2025-01-01');
CREATE INDEX orders_lookup ON orders (id);

INSERT INTO tenants SELECT md5(i::text)::uuid, 't' || i FROM generate_series(1, 3) AS i;
INSERT INTO orders (tenant_id, placed) SELECT md5((1 + i % 3)::text)::uuid, timestamptz '2026-01-01Z' + i * interval '1 day' FROM generate_series(1, 12) AS i;
INSERT INTO order_lines (order_id, sku) SELECT 1 + i % 12, 'sku' || i FROM generate_series(1, 30) AS i;

ALTER TABLE orders ADD CONSTRAINT orders_tenant_id_id_key UNIQUE (tenant_id, id);
ALTER TABLE order_lines ADD COLUMN tenant_id uuid;
UPDATE order_lines SET tenant_id = o.tenant_id FROM orders AS o WHERE o.id = order_lines.order_id;
ALTER TABLE order_lines ALTER COLUMN tenant_id SET NOT NULL;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_order_id_fkey;
ALTER TABLE order_lines ADD CONSTRAINT order_lines_order_fkey
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX order_lines_tenant ON order_lines (tenant_id, order_id);

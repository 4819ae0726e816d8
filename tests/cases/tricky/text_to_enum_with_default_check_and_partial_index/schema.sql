CREATE TABLE orders (
    id int PRIMARY KEY,
    status text DEFAULT 'new' NOT NULL CONSTRAINT known_status CHECK (status IN ('new', 'paid', 'sent')),
    total numeric(10, 2) NOT NULL
);
CREATE INDEX open_orders ON orders (total) WHERE status <> 'sent';

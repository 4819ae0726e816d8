"""A shop with rows, and queries of the kinds that applications ask; 24,500 rows in five tables times the scale."""

_H = "abs(hashint4({}))"
_I, _J, _K = _H.format("i"), _H.format("i + 1000000"), _H.format("i + 2000000")

SHOP = f"""
CREATE TABLE customers (
    id int PRIMARY KEY, email text NOT NULL, name text, country text, score int, tags text[], created_at timestamptz,
    address text
);
CREATE TABLE products (id int PRIMARY KEY, sku varchar(20) NOT NULL UNIQUE, price numeric(10, 2), category int);
CREATE TABLE orders (
    id bigint PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, status text NOT NULL, note text,
    total numeric(12, 2), placed_at timestamptz NOT NULL, shipping text
);
CREATE TABLE items (
    id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, product_id int NOT NULL REFERENCES products,
    quantity int NOT NULL, price numeric(10, 2) NOT NULL, options text
);
CREATE TABLE events (
    id bigint NOT NULL, customer_id int NOT NULL, kind text NOT NULL, at timestamptz NOT NULL, detail jsonb,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2025-03-01') TO ('2025-04-01');

INSERT INTO customers
SELECT i, 'user' || i || '@shop' || {_I} % 40 || '.example', 'Name ' || {_J} % 5000,
    (ARRAY['DE', 'DE', 'DE', 'FR', 'FR', 'IT', 'ES', 'US'])[{_I} % 8 + 1], nullif({_J} % 1000, 7),
    ARRAY['tag' || {_I} % 50, 'tag' || {_J} % 50], timestamptz '2020-01-01' + {_K} % 2000 * interval '1 day',
    repeat('Long Street ' || {_I} % 300 || ', ', 10)
FROM generate_series(1, 2000 * {{scale}}) AS i;
INSERT INTO products
SELECT i, 'SKU-' || lpad(i::text, 9, '0'), {_I} % 10000 / 100.0, {_J} % 60
FROM generate_series(1, 500 * {{scale}}) AS i;
INSERT INTO orders
SELECT i, {_I} % (2000 * {{scale}}) + 1,
    CASE WHEN {_J} % 100 < 90 THEN 'done' WHEN {_J} % 100 < 98 THEN 'paid' ELSE 'open' END,
    CASE WHEN {_K} % 4 > 0 THEN 'note ' || {_K} % 900 END, {_K} % 100000 / 100.0,
    timestamptz '2024-01-01' + i * (interval '365 days' / (6000 * {{scale}})),
    repeat('parcel ' || i || ' ', 20)
FROM generate_series(1, 6000 * {{scale}}) AS i;
INSERT INTO items
SELECT i, {_I} % (6000 * {{scale}}) + 1, {_J} % (500 * {{scale}}) + 1, {_K} % 5 + 1, {_J} % 10000 / 100.0,
    repeat('option ' || {_I} % 90 || ' ', 20)
FROM generate_series(1, 12000 * {{scale}}) AS i;
INSERT INTO events
SELECT i, {_I} % (2000 * {{scale}}) + 1, (ARRAY['view', 'view', 'view', 'cart', 'pay'])[{_J} % 5 + 1],
    timestamptz '2025-01-01' + i * (interval '89 days' / (4000 * {{scale}})),
    jsonb_build_object('page', i, 'agent', repeat('browser ', 40))
FROM generate_series(1, 4000 * {{scale}}) AS i;

CREATE INDEX orders_customer ON orders (customer_id, placed_at DESC);
CREATE INDEX orders_open ON orders (placed_at) WHERE status = 'open';
CREATE INDEX orders_placed ON orders USING brin (placed_at);
CREATE INDEX items_order ON items (order_id);
CREATE INDEX items_product ON items (product_id) INCLUDE (quantity);
CREATE UNIQUE INDEX customers_email ON customers (lower(email));
CREATE INDEX customers_pattern ON customers (email text_pattern_ops);
CREATE INDEX customers_tags ON customers USING gin (tags);
CREATE INDEX customers_country ON customers (country, score);
CREATE INDEX events_customer ON events (customer_id);
CREATE STATISTICS customers_together (ndistinct, dependencies) ON country, score FROM customers;
"""
"""SQL, to be formatted with the scale; ends before VACUUM and ANALYZE."""

QUERIES = (
    "SELECT * FROM customers WHERE id = $1",
    "SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 10",
    "SELECT * FROM orders WHERE status = 'open' AND placed_at < '2024-02-01'",
    "SELECT * FROM orders WHERE status = 'open' ORDER BY placed_at LIMIT 20",
    "SELECT count(*) FROM orders WHERE status = 'paid'",
    "SELECT status, count(*), sum(total) FROM orders GROUP BY status",
    "SELECT o.*, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = $1",
    "SELECT o.id, sum(i.quantity * i.price) FROM orders o JOIN items i ON i.order_id = o.id"
    " WHERE o.customer_id = $1 GROUP BY o.id",
    "SELECT c.country, sum(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id"
    " WHERE o.placed_at BETWEEN '2024-03-01' AND '2024-03-08' GROUP BY c.country",
    "SELECT p.category, sum(i.quantity) FROM items i JOIN products p ON p.id = i.product_id GROUP BY p.category",
    "SELECT sum(quantity) FROM items WHERE product_id = $1",
    "SELECT c.id FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id)",
    "SELECT p.* FROM products p WHERE p.id IN (SELECT product_id FROM items WHERE order_id = ANY ($1::bigint[]))",
    "UPDATE orders SET status = 'done' WHERE status = 'paid' AND placed_at < '2024-06-01'",
    "UPDATE items SET price = p.price FROM products p WHERE p.id = items.product_id AND p.sku = $1",
    "DELETE FROM items WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1)",
    "SELECT * FROM customers WHERE tags @> ARRAY['tag7']",
    "SELECT * FROM customers WHERE tags && ARRAY['tag7', 'tag9'] AND country = 'IT'",
    "SELECT * FROM customers WHERE lower(email) = lower($1)",
    "SELECT * FROM customers WHERE email LIKE 'user123%'",
    "SELECT * FROM customers WHERE country = 'US' AND score = 500",
    "SELECT DISTINCT note FROM orders",
    "SELECT country, score, count(*) FROM customers GROUP BY country, score",
    "SELECT id, rank() OVER (PARTITION BY category ORDER BY price DESC) FROM products",
    "WITH big AS MATERIALIZED (SELECT * FROM orders WHERE total > 990)"
    " SELECT c.name, b.total FROM big b JOIN customers c ON c.id = b.customer_id",
    "SELECT c.id, last.id FROM customers c CROSS JOIN LATERAL (SELECT o.id FROM orders o WHERE o.customer_id = c.id"
    " ORDER BY placed_at DESC LIMIT 1) last WHERE c.country = 'ES' AND c.score < 10",
    "SELECT kind, count(*) FROM events WHERE at >= '2025-02-10' AND at < '2025-02-20' GROUP BY kind",
    "SELECT e.* FROM events e JOIN customers c ON c.id = e.customer_id WHERE lower(c.email) = $1",
    "SELECT max(placed_at) FROM orders WHERE customer_id = $1",
    "SELECT o.id, p.sku, i.quantity FROM customers c JOIN orders o ON o.customer_id = c.id"
    " JOIN items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id"
    " WHERE c.country = 'FR' AND o.status = 'open' ORDER BY o.placed_at LIMIT 50",
)
"""Thirty."""

CREATE TYPE status AS ENUM ('gone', 'new', 'it''s "paid"', 'sent');
COMMENT ON TYPE status IS 'of an order';
CREATE TABLE orders (
    id int PRIMARY KEY,
    status status NOT NULL DEFAULT 'new',
    was status[] DEFAULT '{new}',
    note text,
    CHECK (status <> 'sent' OR note IS NOT NULL)
);
CREATE INDEX orders_status ON orders (status, id);
CREATE INDEX unsent ON orders (id) WHERE status = 'new';
COMMENT ON COLUMN orders.status IS 'where it is';
CREATE TABLE "My ""T" ("Id; --" int PRIMARY KEY, "va%lue" status UNIQUE);

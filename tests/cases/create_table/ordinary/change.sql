CREATE TYPE mood AS ENUM ('happy', 'it''s "ok"', '');
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY,
    number serial, item int NOT NULL REFERENCES items ON DELETE CASCADE, mood mood DEFAULT 'happy',
    total numeric(10, 2) CHECK (total >= 0), doubled numeric GENERATED ALWAYS AS (total * 2) STORED,
    note text COLLATE "C" DEFAULT E'it''s\n', UNIQUE (number, item), CONSTRAINT "both %" CHECK (number > 0 OR total > 0));
CREATE INDEX orders_note ON orders (note) WHERE note <> '';
COMMENT ON TABLE orders IS 'what''s asked';
COMMENT ON COLUMN orders.note IS 'x';
INSERT INTO orders (item, total) SELECT id, 1 FROM items;

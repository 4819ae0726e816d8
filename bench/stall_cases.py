"""Changes whose stalls are measured, each with what applications of the old and of the new version do meanwhile."""

from dataclasses import dataclass

SCHEMA = """
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TYPE state AS ENUM ('new', 'paid');
CREATE TABLE orders (
    id int PRIMARY KEY, number int NOT NULL, customer int NOT NULL, amount int, status varchar(20) DEFAULT 'new',
    note text, at timestamp DEFAULT now(), total numeric(10, 2) NOT NULL DEFAULT 0, state state DEFAULT 'new',
    old_note text, CONSTRAINT positive CHECK (amount >= 0)
);
CREATE INDEX orders_customer ON orders (customer);
CREATE DOMAIN sum AS int;
CREATE TABLE bills (id int PRIMARY KEY, due sum);
CREATE TABLE loose (id int NOT NULL, amount int);
CREATE TABLE parts (id int NOT NULL, customer int, amount int) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO ({half});
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ({half}) TO (1000000000);
CREATE TABLE incoming (id int NOT NULL, customer int, amount int);
CREATE FUNCTION tax(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 / 5';
INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 1000) AS n;
INSERT INTO orders (id, number, customer, amount, note)
SELECT n, n, n % 1000 + 1, n % 100, 'note ' || n FROM generate_series(1, {rows}) AS n;
INSERT INTO bills SELECT n, n % 100 FROM generate_series(1, {rows}) AS n;
INSERT INTO loose SELECT n, n % 100 FROM generate_series(1, {rows}) AS n;
INSERT INTO parts SELECT n, n % 1000 + 1, n % 100 FROM generate_series(1, {rows}) AS n;
INSERT INTO incoming SELECT 1000000000 + n, n % 1000 + 1, n % 100 FROM generate_series(1, {rows}) AS n;
"""
"""Takes the number of ``rows`` of the large tables, and ``half`` of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StallCase:
    """A change of one table while it is used; ``%(id)s`` is the number of a row."""

    name: str
    change: str
    read: str = "SELECT id, customer, amount FROM orders WHERE id = %(id)s"
    write: str = "UPDATE orders SET amount = mod(amount, 50) + 1 WHERE id = %(id)s"
    new_read: str = ""
    """What code deployed between expand and contract does instead; empty: the same."""
    new_write: str = ""
    before: str = ""
    """SQL that is run first, unmeasured."""
    decisions: tuple[tuple[str, str], ...] = ()


_LOOSE = {
    "read": "SELECT amount FROM loose WHERE ctid = '(1,1)' AND %(id)s > 0",
    "write": "INSERT INTO loose VALUES (2000000 + %(id)s, 1)",
}
_PARTS = {
    "read": "SELECT amount FROM parts WHERE id = %(id)s",
    "write": "INSERT INTO parts VALUES (5000000 + %(id)s, 1, 1)",
    "before": "CREATE INDEX parts_id ON parts (id)",
}

CASES = (
    StallCase(name="add a column", change="ALTER TABLE orders ADD COLUMN c int"),
    StallCase(name="add one with a constant default", change="ALTER TABLE orders ADD COLUMN c int NOT NULL DEFAULT 7"),
    StallCase(
        name="add one with a volatile default", change="ALTER TABLE orders ADD COLUMN c uuid DEFAULT gen_random_uuid()"
    ),
    StallCase(
        name="add one that must not be null",
        change="ALTER TABLE orders ADD COLUMN c uuid NOT NULL DEFAULT gen_random_uuid()",
    ),
    StallCase(
        name="add an identity", change="ALTER TABLE orders ADD COLUMN c bigint GENERATED ALWAYS AS IDENTITY UNIQUE"
    ),
    StallCase(name="add one with a check", change="ALTER TABLE orders ADD COLUMN c int CHECK (c > 0)"),
    StallCase(name="add one that refers", change="ALTER TABLE orders ADD COLUMN c int REFERENCES customers"),
    StallCase(
        name="add, fill and require a column",
        change="ALTER TABLE orders ADD COLUMN c int; UPDATE orders SET c = amount * 2; "
        "ALTER TABLE orders ALTER COLUMN c SET NOT NULL;",
        before="UPDATE orders SET amount = 1 WHERE amount IS NULL",
        new_write="UPDATE orders SET amount = 1, c = 2 WHERE id = %(id)s",
    ),
    StallCase(
        name="set not null",
        change="ALTER TABLE orders ALTER COLUMN amount SET NOT NULL",
        decisions=(("backfill:public.orders.amount", "0"),),
    ),
    StallCase(name="drop not null", change="ALTER TABLE orders ALTER COLUMN number DROP NOT NULL"),
    StallCase(name="set a default", change="ALTER TABLE orders ALTER COLUMN amount SET DEFAULT 3"),
    StallCase(name="drop a column", change="ALTER TABLE orders DROP COLUMN old_note"),
    StallCase(
        name="rename a column",
        change="ALTER TABLE orders RENAME COLUMN note TO remark",
        read="SELECT note FROM orders WHERE id = %(id)s",
        write="UPDATE orders SET note = 'x' WHERE id = %(id)s",
        new_read="SELECT remark FROM orders WHERE id = %(id)s",
        new_write="UPDATE orders SET remark = 'y' WHERE id = %(id)s",
    ),
    StallCase(
        name="rename a table",
        change="ALTER TABLE orders RENAME TO purchases",
        new_read="SELECT id, customer, amount FROM purchases WHERE id = %(id)s",
        new_write="UPDATE purchases SET amount = 1 WHERE id = %(id)s",
    ),
    StallCase(name="int to bigint", change="ALTER TABLE orders ALTER COLUMN amount TYPE bigint"),
    StallCase(name="int to bigint, the key", change="ALTER TABLE orders ALTER COLUMN id TYPE bigint"),
    StallCase(
        name="int to bigint, a key with references",
        change="ALTER TABLE orders ALTER COLUMN customer TYPE bigint; "
        "ALTER TABLE customers ALTER COLUMN id TYPE bigint;",
        before="ALTER TABLE orders ADD CONSTRAINT to_customer FOREIGN KEY (customer) REFERENCES customers",
    ),
    StallCase(
        name="retype three columns in one pass",
        change="ALTER TABLE orders ALTER COLUMN amount TYPE bigint, ALTER COLUMN number TYPE bigint, "
        "ALTER COLUMN total TYPE numeric(12, 4)",
    ),
    StallCase(name="int to text", change="ALTER TABLE orders ALTER COLUMN number TYPE text"),
    StallCase(name="timestamp to timestamptz", change="ALTER TABLE orders ALTER COLUMN at TYPE timestamptz"),
    StallCase(name="another scale", change="ALTER TABLE orders ALTER COLUMN total TYPE numeric(12, 4)"),
    StallCase(
        name="a wider varchar",
        change="ALTER TABLE orders ALTER COLUMN status TYPE varchar(40)",
    ),
    StallCase(name="text to json", change="ALTER TABLE orders ALTER COLUMN old_note TYPE jsonb USING old_note::jsonb"),
    StallCase(name="create an index", change="CREATE INDEX i ON orders (note)"),
    StallCase(name="create a partial index", change="CREATE INDEX i ON orders (at) WHERE amount > 5"),
    StallCase(name="create an index of an expression", change="CREATE INDEX i ON orders (lower(note))"),
    StallCase(name="create a unique index", change="CREATE UNIQUE INDEX i ON orders (number)"),
    StallCase(name="drop an index", change="DROP INDEX orders_customer"),
    StallCase(name="add a foreign key", change="ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customers"),
    StallCase(name="add a check", change="ALTER TABLE orders ADD CONSTRAINT c CHECK (length(note) < 100)"),
    StallCase(
        name="validate a check",
        change="ALTER TABLE orders VALIDATE CONSTRAINT c",
        before="ALTER TABLE orders ADD CONSTRAINT c CHECK (length(note) < 100) NOT VALID",
    ),
    StallCase(name="drop a check", change="ALTER TABLE orders DROP CONSTRAINT positive"),
    StallCase(name="add a unique constraint", change="ALTER TABLE orders ADD UNIQUE (number)"),
    StallCase(name="add a primary key", change="ALTER TABLE loose ADD PRIMARY KEY (id)", **_LOOSE),
    StallCase(
        name="add an exclusion constraint",
        change="ALTER TABLE orders ADD EXCLUDE USING gist (int4range(number, number + 1) WITH &&)",
    ),
    StallCase(
        name="add one to a table that is referred to",
        change="ALTER TABLE orders ADD EXCLUDE USING gist (int4range(number, number + 1) WITH &&)",
        write="INSERT INTO invoices SELECT coalesce(max(id), 0) + 1, %(id)s FROM invoices ON CONFLICT DO NOTHING",
        before="CREATE TABLE invoices (id int PRIMARY KEY, for_order int REFERENCES orders); "
        "INSERT INTO invoices SELECT id, id FROM orders; CREATE VIEW v AS SELECT id, amount FROM orders",
    ),
    StallCase(
        name="add a stored generated column",
        change="ALTER TABLE orders ADD COLUMN c int GENERATED ALWAYS AS (amount * 2) STORED",
    ),
    StallCase(
        name="add a virtual generated column",
        change="ALTER TABLE orders ADD COLUMN c int GENERATED ALWAYS AS (amount * 2) VIRTUAL",
        new_read="SELECT id, customer, c FROM orders WHERE id = %(id)s",
    ),
    StallCase(
        name="give a stored column another expression",
        change="ALTER TABLE orders ALTER COLUMN c SET EXPRESSION AS (amount * 3)",
        before="ALTER TABLE orders ADD COLUMN c int GENERATED ALWAYS AS (amount * 2) STORED",
    ),
    StallCase(
        name="add a column of a domain with a check",
        change="CREATE DOMAIN share AS int CHECK (VALUE BETWEEN 0 AND 100); ALTER TABLE orders ADD COLUMN c share",
    ),
    StallCase(name="update all rows", change="UPDATE orders SET old_note = 'x'"),
    StallCase(
        name="move a column to another table",
        change="ALTER TABLE orders ADD COLUMN name text; "
        "UPDATE orders SET name = c.name FROM customers AS c WHERE c.id = orders.customer; "
        "ALTER TABLE customers DROP COLUMN name;",
        new_read="SELECT id, customer, name FROM orders WHERE id = %(id)s",
        new_write="UPDATE orders SET amount = 1, name = 'n' WHERE id = %(id)s",
    ),
    StallCase(
        name="split a table",
        change="CREATE TABLE remarks (id int PRIMARY KEY REFERENCES orders, note text); "
        "INSERT INTO remarks SELECT id, note FROM orders; ALTER TABLE orders DROP COLUMN note;",
        write="UPDATE orders SET note = 'x' WHERE id = %(id)s",
        new_read="SELECT note FROM remarks WHERE id = %(id)s",
        new_write="UPDATE remarks SET note = 'y' WHERE id = %(id)s",
    ),
    StallCase(name="delete half of them", change="DELETE FROM orders WHERE id % 2 = 0"),
    StallCase(name="add a label", change="ALTER TYPE state ADD VALUE 'sent'"),
    StallCase(
        name="take a label away",
        change="ALTER TYPE state RENAME TO state_old; CREATE TYPE state AS ENUM ('new'); "
        "ALTER TABLE orders ALTER COLUMN state DROP DEFAULT, "
        "ALTER COLUMN state TYPE state USING state::text::state, ALTER COLUMN state SET DEFAULT 'new'; "
        "DROP TYPE state_old;",
        read="SELECT id, customer, state FROM orders WHERE id = %(id)s",
        write="UPDATE orders SET state = 'new', amount = mod(amount, 50) + 1 WHERE id = %(id)s",
        decisions=(("label:public.state.paid", "none"),),
    ),
    StallCase(
        name="add a check to a domain",
        change="ALTER DOMAIN sum ADD CONSTRAINT c CHECK (VALUE >= 0)",
        read="SELECT due FROM bills WHERE id = %(id)s",
        write="UPDATE bills SET due = mod(due, 50) + 1 WHERE id = %(id)s",
    ),
    StallCase(name="create a view", change="CREATE VIEW v AS SELECT id FROM orders"),
    StallCase(
        name="replace a materialized view",
        change="DROP MATERIALIZED VIEW sums; CREATE MATERIALIZED VIEW sums AS "
        "SELECT customer AS id, sum(amount) AS total, max(note) AS last FROM orders GROUP BY 1; "
        "CREATE UNIQUE INDEX sums_id ON sums (id);",
        read="SELECT total FROM sums WHERE id = %(id)s",
        before="CREATE MATERIALIZED VIEW sums AS SELECT customer AS id, sum(amount) AS total FROM orders GROUP BY 1; "
        "CREATE UNIQUE INDEX sums_id ON sums (id)",
    ),
    StallCase(
        name="replace a view and another on it",
        change="DROP VIEW v CASCADE; CREATE VIEW v AS SELECT id, note, amount FROM orders; "
        "CREATE VIEW w AS SELECT id, amount FROM v;",
        read="SELECT amount FROM w WHERE id = %(id)s",
        before="CREATE VIEW v AS SELECT id, amount FROM orders; CREATE VIEW w AS SELECT id, amount FROM v",
    ),
    StallCase(
        name="replace a function",
        change="CREATE OR REPLACE FUNCTION tax(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 / 4'",
    ),
    StallCase(
        name="add a trigger",
        change="CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();",
    ),
    StallCase(name="index a partitioned table", change="CREATE INDEX i ON parts (customer)", **_PARTS),
    StallCase(name="a key for a partitioned table", change="ALTER TABLE parts ADD PRIMARY KEY (id)", **_PARTS),
    StallCase(
        name="attach a partition",
        change="ALTER TABLE parts ATTACH PARTITION incoming FOR VALUES FROM (1000000000) TO (2000000000)",
        **_PARTS,
    ),
    StallCase(
        name="detach a partition",
        change="ALTER TABLE parts DETACH PARTITION parts_old",
        read=_PARTS["read"],
        write=_PARTS["write"],
        before="CREATE TABLE parts_old PARTITION OF parts FOR VALUES FROM (-1000000) TO (0)",
    ),
    StallCase(
        name="a foreign key of a partitioned table",
        change="ALTER TABLE parts ADD FOREIGN KEY (customer) REFERENCES customers",
        **_PARTS,
    ),
    StallCase(
        name="partition a table",
        change="""
        ALTER TABLE orders RENAME TO orders_old;
        CREATE TABLE orders (LIKE orders_old INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id))
            PARTITION BY HASH (id);
        CREATE TABLE orders_0 PARTITION OF orders FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE orders_1 PARTITION OF orders FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        INSERT INTO orders SELECT * FROM orders_old;
        DROP TABLE orders_old;
        CREATE INDEX orders_customer ON orders (customer);
        """,
    ),
    StallCase(
        name="a partitioned table one again",
        change="""
        ALTER TABLE parts RENAME TO parts_old;
        CREATE TABLE parts (LIKE parts_old);
        INSERT INTO parts SELECT * FROM parts_old;
        DROP TABLE parts_old;
        ALTER TABLE parts ADD PRIMARY KEY (id);
        """,
        read="SELECT amount FROM parts WHERE id = %(id)s",
        write="UPDATE parts SET amount = 1 WHERE id = %(id)s",
        before="ALTER TABLE parts ADD PRIMARY KEY (id)",
    ),
    StallCase(
        name="statistics target and storage",
        change="ALTER TABLE orders ALTER COLUMN note SET STATISTICS 500, ALTER COLUMN note SET STORAGE EXTERNAL",
    ),
    StallCase(name="drop a table", change="DROP TABLE incoming"),
)
"""In the order they are printed."""

"""A made-up schema of any size that looks like a grown application's; the same text every time."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

SEED = 20260102

_SCHEMAS = ("public", "sales", "billing", "warehouse", "people", "support")
_FIRST = """
account order invoice product customer payment shipment supplier employee ticket contract campaign stock price
delivery refund subscription warehouse vehicle department project budget ledger catalogue review message session
document address region currency discount voucher license incident survey partner asset batch forecast
""".split()
_SECOND = """
lines notes events states links files items totals rules tags owners limits entries plans groups checks scores
histories versions changes requests answers drafts counts labels levels details batches targets quotas periods rates
records steps roles topics shares routes slots claims
""".split()

_PER_SCHEMA = 8
"""Tables of one schema that follow each other, as an application's parts are built one after the other."""
_BATCH = 150
"""Statements sent together; the locks of one such batch fit into a server's ordinary lock table."""
_PARTITIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column that many tables have."""

    name: str
    type: str
    rest: str = ""
    check: str = ""
    index: str = ""
    """Method and key of its index, such as ``btree (lower(code))``; empty for an ordinary one."""


# {e} and {d} stand for an enum and a domain of the table's own part of the application.
_POOL = (
    _Column(name="code", type="varchar(20)", rest="NOT NULL", index="btree (lower(code::text))"),
    _Column(name="title", type="text", rest="NOT NULL DEFAULT ''"),
    _Column(name="description", type="text", index="hash (description)"),
    _Column(name="amount", type="numeric(12,2)", rest="NOT NULL DEFAULT 0", check="amount >= 0"),
    _Column(name="quantity", type="integer", rest="NOT NULL DEFAULT 1", check="quantity > 0 AND quantity < 1000000"),
    _Column(name="weight", type="double precision", check="weight > 0 OR weight IS NULL"),
    _Column(name="share", type="real", rest="DEFAULT 0.5"),
    _Column(name="position", type="smallint", rest="NOT NULL DEFAULT 0"),
    _Column(name="views", type="bigint", rest="NOT NULL DEFAULT 0"),
    _Column(name="is_active", type="boolean", rest="NOT NULL DEFAULT true", index="btree (is_active) WHERE is_active"),
    _Column(name="is_public", type="boolean", rest="DEFAULT false"),
    _Column(name="state", type="{e}", rest="NOT NULL DEFAULT 'open'"),
    _Column(name="previous_state", type="{e}"),
    _Column(name="email", type="{d}", index="btree (email text_pattern_ops)"),
    _Column(name="token", type="uuid", rest="DEFAULT gen_random_uuid()"),
    _Column(name="properties", type="jsonb", rest="NOT NULL DEFAULT '{{}}'", index="gin (properties jsonb_path_ops)"),
    _Column(name="settings", type="jsonb", rest='DEFAULT \'{{"mode": "plain"}}\''),
    _Column(name="tags", type="text[]", rest="NOT NULL DEFAULT '{{}}'", index="gin (tags)"),
    _Column(name="country", type="char(2)", rest="DEFAULT 'DE'", check="country = upper(country)"),
    _Column(name="language", type="varchar(8)", rest="COLLATE \"C\" DEFAULT 'en'"),
    _Column(name="starts_on", type="date", rest="NOT NULL DEFAULT CURRENT_DATE"),
    _Column(name="ends_on", type="date", index="btree (ends_on DESC NULLS LAST)"),
    _Column(name="updated_at", type="timestamptz", rest="DEFAULT now()"),
    _Column(name="deleted_at", type="timestamptz", index="btree (deleted_at) WHERE deleted_at IS NOT NULL"),
    _Column(name="duration", type="interval", rest="DEFAULT '1 day'"),
    _Column(name="source_ip", type="inet", index="gist (source_ip inet_ops)"),
    _Column(name="payload", type="bytea"),
    _Column(name="valid_during", type="tstzrange", index="gist (valid_during)"),
    _Column(name="search", type="tsvector", index="gin (search)"),
    _Column(name="external_id", type="varchar(64)", index="btree (external_id) INCLUDE (id)"),
)
_ENUM_LABELS = ("open", "waiting", "done", "failed", "dropped", "archived")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    number: int
    schema: str
    name: str
    id_type: str

    @property
    def sql(self) -> str:
        return f"{self.schema}.{self.name}"


def large_schema(tables: int) -> str:
    """Statements that an ordinary owner of an empty database can run with psql; no extension is needed.

    Args:
        tables: How many there are in the end, partitioned ones and their partitions included.
    """
    return "".join(f"{statement};\n" for statement in _statements(tables))


def batches(tables: int) -> Iterator[str]:
    """The same in texts of some statements each, each to be sent as one query."""
    statements = _statements(tables)
    while text := "".join(f"{statement};\n" for statement in itertools.islice(statements, _BATCH)):
        yield text


def _statements(tables: int) -> Iterator[str]:
    chance = random.Random(SEED)
    partitioned = tables // 150
    ordinary = list(_tables(tables - partitioned * (1 + _PARTITIONS), chance))
    yield from _schemas(tables)
    used: dict[int, list[_Column]] = {}
    for table in ordinary:
        used[table.number] = chance.sample(_POOL, chance.randint(4, 7))
        yield _create(table, used[table.number])
    for number in range(partitioned):
        yield from _partitioned(number)
    links = list(_links(ordinary, chance))
    for table, target, column in links:
        yield f"ALTER TABLE {table.sql} ADD COLUMN {column} {target.id_type}"
    for table, target, column in links:
        action = chance.choice(("", " ON DELETE CASCADE", " ON DELETE SET NULL", " DEFERRABLE INITIALLY DEFERRED"))
        named = f"{table.name}_{column}_fkey"
        yield f"ALTER TABLE {table.sql} ADD CONSTRAINT {named} FOREIGN KEY ({column}) REFERENCES {target.sql}{action}"
    for table, _, column in links:
        yield f"CREATE INDEX ON {table.sql} ({column})"
    for table in ordinary:
        yield from _indexes(table, used[table.number])
    yield from _functions(ordinary)
    yield from _triggers(ordinary, used)
    yield from _views(links, tables // 15)
    yield from _security(ordinary)
    yield from _comments(ordinary, used)


def _tables(count: int, chance: random.Random) -> Iterator[_Table]:
    names = [f"{first}_{second}" for second in _SECOND for first in _FIRST]
    for number in range(count):
        again = number // len(names)
        yield _Table(
            number=number,
            schema=_SCHEMAS[number // _PER_SCHEMA % len(_SCHEMAS)],
            name=names[number % len(names)] + (f"_{again + 1}" if again else ""),
            id_type=chance.choice(("bigint", "bigint", "integer", "uuid")),
        )


def _schemas(tables: int) -> Iterator[str]:
    for schema in _SCHEMAS[1:]:
        yield f"CREATE SCHEMA {schema}"
        yield f"GRANT USAGE ON SCHEMA {schema} TO PUBLIC"
    for number in range(max(1, tables // 50)):
        labels = ", ".join(f"'{label}'" for label in (*_ENUM_LABELS[: 2 + number % 5], f"state {number}"))
        yield f"CREATE TYPE {_SCHEMAS[number % len(_SCHEMAS)]}.state_{number} AS ENUM ({labels})"
    for number in range(max(1, tables // 75)):
        schema = _SCHEMAS[number % len(_SCHEMAS)]
        yield f"CREATE DOMAIN {schema}.email_{number} AS text CHECK (VALUE ~ '^[^@]+@[^@]+$' AND length(VALUE) < 255)"
    for number in range(tables // 150):
        schema = _SCHEMAS[number % len(_SCHEMAS)]
        yield f"CREATE TYPE {schema}.money_{number} AS (amount numeric(12,2), currency char(3))"
    for number in range(tables // 30):
        schema = _SCHEMAS[number % len(_SCHEMAS)]
        yield f"CREATE SEQUENCE {schema}.numbers_{number} START WITH {1000 + number} INCREMENT BY {1 + number % 10}"


def _of_part(prefix: str, table: _Table, each: int) -> str:
    """One of the numbered types, of which there is one for each so many tables."""
    number = table.number // each
    return f"{_SCHEMAS[number % len(_SCHEMAS)]}.{prefix}_{number}"


def _create(table: _Table, columns: list[_Column]) -> str:
    lines = [_identifier(table)]
    for column in columns:
        kind = column.type.format(e=_of_part("state", table, 75), d=_of_part("email", table, 100))
        lines.append(f"{column.name} {kind} {column.rest.format()}".rstrip())
    lines.append("created_at timestamptz NOT NULL DEFAULT now()")
    if table.number % 25 == 0:
        lines.append("created_on date GENERATED ALWAYS AS ((created_at AT TIME ZONE 'UTC')::date) STORED")
    checks = [column for column in columns if column.check]
    lines += [f"CONSTRAINT {table.name}_{column.name}_check CHECK ({column.check})" for column in checks[:1]]
    if table.number % 5 == 0:
        lines.append(f"UNIQUE ({columns[0].name}, {columns[1].name})" if _sortable(columns[:2]) else "UNIQUE (id)")
    storage = " WITH (fillfactor=80)" if table.number % 40 == 0 else ""
    body = ",\n    ".join(lines)
    return f"CREATE TABLE {table.sql} (\n    {body}\n){storage}"


def _sortable(columns: list[_Column]) -> bool:
    return all(column.type not in ("jsonb", "tsvector") for column in columns)


def _identifier(table: _Table) -> str:
    match table.id_type, table.number % 2:
        case "uuid", _:
            return "id uuid DEFAULT gen_random_uuid() PRIMARY KEY"
        case "bigint", 0:
            return "id bigserial PRIMARY KEY"
        case "integer", 0:
            return "id serial PRIMARY KEY"
        case kind, _:
            return f"id {kind} GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"


def _partitioned(number: int) -> Iterator[str]:
    name = f"{_SCHEMAS[number % len(_SCHEMAS)]}.measured_{number}"
    columns = "id bigint NOT NULL, occurred_on date NOT NULL, kind text NOT NULL, value numeric"
    strategy = ("RANGE (occurred_on)", "LIST (kind)", "HASH (id)")[number % 3]
    key = ("id, occurred_on", "id, kind", "id")[number % 3]
    yield f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({key})) PARTITION BY {strategy}"
    for part in range(_PARTITIONS):
        bound = (
            f"FROM ('{2024 + part}-01-01') TO ('{2025 + part}-01-01')",
            f"IN ('kind {part}', 'other {part}')",
            f"WITH (MODULUS {_PARTITIONS}, REMAINDER {part})",
        )[number % 3]
        yield f"CREATE TABLE {name}_{part} PARTITION OF {name} FOR VALUES {bound}"
    yield f"CREATE INDEX ON {name} (kind, occurred_on)"


def _links(tables: list[_Table], chance: random.Random) -> Iterator[tuple[_Table, _Table, str]]:
    """Table, the table it refers to and the column by which it does; one a table on average."""
    for table in tables[1:]:
        # Most tables belong to one, some to none and some to two.
        count = chance.choice((0, 1, 1, 1, 1, 2))
        targets = {chance.randrange(table.number) for _ in range(count)}
        for target in sorted(targets):
            yield table, tables[target], f"{tables[target].name}_id"


def _indexes(table: _Table, columns: list[_Column]) -> Iterator[str]:
    plain = [column for column in columns if not column.index and _sortable([column])]
    for column in [column for column in columns if column.index][: 1 + (table.number % 5 == 0)]:
        yield f"CREATE INDEX ON {table.sql} USING {column.index}"
    if plain and table.number % 3 == 0:
        yield f"CREATE INDEX ON {table.sql} ({plain[0].name}, created_at DESC)"
    if table.number % 7 == 0:
        yield f"CREATE UNIQUE INDEX ON {table.sql} (created_at, id)"
    if table.number % 50 == 0 and len(plain) > 1:
        yield f"CREATE STATISTICS {table.sql}_stats ON {plain[0].name}, {plain[1].name} FROM {table.sql}"


def _functions(tables: list[_Table]) -> Iterator[str]:
    for schema in _SCHEMAS:
        yield (
            f"CREATE FUNCTION {schema}.touch() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
            "    NEW.created_at := coalesce(NEW.created_at, now());\n    RETURN NEW;\nEND\n$$"
        )
    for table in tables[::30]:
        yield (
            f"CREATE FUNCTION {table.schema}.count_{table.name}(since timestamptz DEFAULT now() - interval '1 day')\n"
            "RETURNS bigint LANGUAGE sql STABLE AS $$\n"
            f"    SELECT count(*) FROM {table.sql} WHERE created_at > since\n$$"
        )
    for table in tables[10::30]:
        yield (
            f"CREATE FUNCTION {table.schema}.watch_{table.name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
            f"    IF (SELECT count(*) FROM {table.sql}) > 1000000 THEN\n"
            f"        RAISE NOTICE 'table {table.name} is large';\n    END IF;\n    RETURN NULL;\nEND\n$$"
        )
    for table in tables[20::60]:
        # A body the server parses, unlike the text of the others.
        yield (
            f"CREATE FUNCTION {table.schema}.is_recent_{table.name}(at timestamptz) RETURNS boolean\n"
            f"LANGUAGE sql STABLE RETURN at > (SELECT max(created_at) FROM {table.sql}) - interval '1 hour'"
        )


def _triggers(tables: list[_Table], used: dict[int, list[_Column]]) -> Iterator[str]:
    for table in tables[::6]:
        yield (
            f"CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON {table.sql}"
            f" FOR EACH ROW EXECUTE FUNCTION {table.schema}.touch()"
        )
    for table in tables[10::30]:
        yield (
            f"CREATE TRIGGER watch AFTER INSERT ON {table.sql}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table.schema}.watch_{table.name}()"
        )
    for table in tables[5::60]:
        column = used[table.number][0].name
        yield (
            f"CREATE TRIGGER touch_{column} BEFORE UPDATE OF {column} ON {table.sql} FOR EACH ROW"
            f" WHEN (NEW.id IS DISTINCT FROM OLD.id) EXECUTE FUNCTION {table.schema}.touch()"
        )


def _views(links: list[tuple[_Table, _Table, str]], count: int) -> Iterator[str]:
    names: list[str] = []
    every = max(1, len(links) // max(1, count))
    for number, (table, target, column) in enumerate(itertools.islice(links[::every], count)):
        name = f"{table.schema}.view_{number}"
        if number % 10 == 9:
            yield f"CREATE VIEW {name} AS SELECT seen.id, seen.days FROM {names[-1]} AS seen WHERE seen.days > 7"
        elif number % 10 == 5:
            yield (
                f"CREATE MATERIALIZED VIEW {name} AS SELECT b.id, count(*) AS number, max(a.created_at) AS newest"
                f" FROM {table.sql} AS a JOIN {target.sql} AS b ON b.id = a.{column} GROUP BY b.id"
            )
            yield f"CREATE UNIQUE INDEX ON {name} (id)"
        else:
            yield (
                f"CREATE VIEW {name} AS SELECT a.id, b.id AS {column}, b.created_at AS since,"
                " extract(day FROM now() - a.created_at) AS days,"
                " CASE WHEN a.created_at < b.created_at THEN 'before' ELSE 'after' END AS compared"
                f" FROM {table.sql} AS a LEFT JOIN {target.sql} AS b ON b.id = a.{column}"
                f" WHERE a.created_at > now() - interval '{1 + number} days'"
            )
            yield f"GRANT SELECT ON {name} TO PUBLIC"
        names.append(name)


def _security(tables: list[_Table]) -> Iterator[str]:
    for table in tables[::100]:
        yield f"ALTER TABLE {table.sql} ENABLE ROW LEVEL SECURITY"
        yield f"CREATE POLICY recent ON {table.sql} FOR SELECT USING (created_at > now() - interval '1 year')"
    for table in tables[::12]:
        yield f"GRANT SELECT, INSERT ON {table.sql} TO PUBLIC"
    for table in tables[::30]:
        signature = f"{table.schema}.count_{table.name}(timestamptz)"
        yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"


def _comments(tables: list[_Table], used: dict[int, list[_Column]]) -> Iterator[str]:
    for table in tables[::2]:
        yield f"COMMENT ON TABLE {table.sql} IS 'Number {table.number}: what the {table.schema} team keeps of it.'"
        yield f"COMMENT ON COLUMN {table.sql}.{used[table.number][0].name} IS 'Shown to the user; it''s theirs.'"
    for table in tables[::30]:
        yield f"COMMENT ON FUNCTION {table.schema}.count_{table.name}(timestamptz) IS 'How many are new.'"

"""Random schemas and random sequences of DDL on them, and how a failing sequence is made short.

A seed decides everything. A light model of what exists keeps most statements acceptable; whoever runs them skips what
PostgreSQL refuses. Everything is written for the role that owns the database, on PostgreSQL 15 and newer; roles
``reader`` and ``odd "role"`` must exist.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from server.model.names import MAX_BYTES, dollar_quoted, identifier, identifiers, literal

ROLES = ("reader", 'odd "role"')
MOST_CHANGES = 8

PLAIN = """
    items owner_id status note size total label code weight region amount seen_at ref color stock batch grade level
    title author city serial_no token quantity price origin target phase score rank extra memo draft bin
""".split()
HOSTILE = [
    'quo"te',
    "it's",
    "back\\slash",
    "$$",
    "$1",
    "new\nline",
    "🐘 emoji",
    "select",
    "Table",
    "user",
    "per%cent",
    "%s",
    "%(a)s",
    "sp ace",
    " lead",
    "x; --",
    "/* c",
    "a.b",
    "UPPER",
    "{}",
    "null",
    "tab\there",
    ":name",
    "default",
    "漢字",
    "a" * MAX_BYTES,
    # Alike in all that is left when PostgreSQL cuts a name to append "_pkey" or "_idx".
    "t" * 60 + "one",
    "t" * 60 + "two",
    "t" * 60 + "\"'\\",
    "é" * 31 + "x",
    "E" * MAX_BYTES,
]
TEXTS = [
    "plain words",
    "it's",
    "back\\slash \\n",
    "$$ and $q1$",
    "two\nlines",
    "🐘 100% %s",
    "",
    '"quoted"',
    "-- no",
    "é" * 40,
]

FAMILIES = {
    "smallint": "number",
    "integer": "number",
    "bigint": "number",
    "numeric": "number",
    "numeric(8,2)": "number",
    "real": "number",
    "double precision": "number",
    "text": "text",
    "character varying(20)": "text",
    "character varying": "text",
    "character(6)": "text",
    "boolean": "boolean",
    "date": "time",
    "timestamp with time zone": "time",
    "timestamp(3) without time zone": "time",
    "interval": "interval",
    "uuid": "uuid",
    "jsonb": "json",
    "bytea": "bytes",
    "integer[]": "array",
    "text[]": "array",
    "int4range": "range",
    "inet": "inet",
    "tsvector": "words",
    '"char"': "char",
}
RETYPES = {
    "smallint": ["integer", "bigint", "numeric"],
    "integer": ["bigint", "numeric(8,2)", "text", "double precision", "smallint"],
    "bigint": ["numeric", "text", "integer"],
    "numeric": ["text", "numeric(8,2)", "double precision"],
    "numeric(8,2)": ["numeric", "numeric(12,4)", "numeric(10,2)", "integer"],
    "real": ["double precision"],
    "text": ["character varying(20)", "character varying", 'text COLLATE "C"', "name"],
    "character varying(20)": ["character varying(60)", "text", "character varying"],
    "character varying": ["text", "character varying(40)"],
    "character(6)": ["text", "character(10)"],
    "boolean": ["text"],
    "date": ["timestamp with time zone", "timestamp without time zone", "text"],
    "timestamp with time zone": ["date", "timestamp(0) with time zone", "text"],
    "timestamp(3) without time zone": ["timestamp without time zone", "timestamp with time zone"],
    "interval": ["interval(0)", "text"],
    "uuid": ["text"],
    "jsonb": ["json", "text"],
    "integer[]": ["bigint[]", "text"],
    "text[]": ["character varying[]"],
    "inet": ["text"],
}
DEFAULTS = {
    "number": ["0", "(41 + 1)", "7", "round(2.4)"],
    "text": ["''", "'it''s %'", "E'back\\\\slash'", "'$$'", "upper('x')", "CURRENT_USER", "('a' || 'b')", "NULL"],
    "boolean": ["false", "(1 > 2)", "true"],
    "time": ["'2020-02-29'", "CURRENT_DATE", "now()", "'infinity'"],
    "interval": ["'1 day'", "'00:00:01.5'"],
    "uuid": ["gen_random_uuid()"],
    "json": ["'{}'", "'{\"a\": [null, \"it''s\"]}'", "jsonb_build_object('a', 1)"],
    "bytes": ["'\\x00ff'"],
    "array": ["'{}'", "ARRAY[]::integer[]"],
    "range": ["'[1,2)'", "int4range(1, 5)"],
    "inet": ["'127.0.0.1'"],
    "words": ["'a b'", "to_tsvector('simple', 'x y')"],
    "char": ["'a'"],
}
CHECKS = {
    "number": ["{c} >= -1000", "{c} <> 777", "{c} IS NULL OR {c} BETWEEN -5 AND 100000", "abs({c}) < 1000000"],
    "text": [
        "{c} <> 'it''s'",
        "length({c}) < 1000",
        "{c} !~ '^\\d+\\$$'",
        "{c} NOT IN ('x', 'y%', E'z\\\\')",
        "{c} NOT LIKE 'q%'",
    ],
    "boolean": ["{c} IS NOT NULL OR true", "{c} OR NOT {c}"],
    "time": ["{c} > '1999-01-01'", "isfinite({c}) OR true"],
    "json": ["jsonb_typeof({c}) <> 'null'", "{c} @> '{{}}'"],
    "array": ["cardinality({c}) < 100"],
    "range": ["NOT isempty({c})"],
}
EXPRESSIONS = {
    "number": ["{c} + 1", "abs({c})", "{c} % 10"],
    "text": ["lower({c})", "{c} || 'x'", 'upper({c} COLLATE "C")', "substr({c}, 1, 3)"],
    "boolean": ["NOT {c}"],
    "json": ["{c} ->> 'n'", "{c} -> 'it''s'"],
    "array": ["cardinality({c})"],
}
GENERATED = {
    "number": [("numeric", "{c} * 2"), ("bigint", "{c} + 1"), ("boolean", "{c} > 0")],
    "text": [("text", "upper({c})"), ("integer", "length({c})"), ("text", "{c} || E'\\\\'''")],
    "boolean": [("boolean", "NOT {c}")],
    "json": [("text", "{c} ->> 'n'")],
    "array": [("integer", "cardinality({c})")],
}
FILTERS = {"number": "{c} > 0", "text": "{c} <> 'it''s'", "boolean": "{c}", "time": "{c} > '2000-01-01'"}


class NotNow(Exception):
    """The model holds nothing this kind of statement could be about."""


@dataclass(eq=False)
class Thing:
    """Anything that has a name; it is gone when its owner or something it uses is dropped."""

    kind: str
    name: str
    schema: str = ""
    owner: "Thing | None" = None
    uses: "list[Thing]" = field(default_factory=list)
    arguments: str = ""
    """Of a function, as DROP wants them."""
    labels: list[str] = field(default_factory=list)
    """Of an enum; the attributes of a composite type; the columns of a view."""
    base: str = "text"
    """Of a domain, range or function: the type it stands for or returns."""
    text: str = ""
    """What must be repeated to make it again."""

    @property
    def sql(self) -> str:
        """Its name, with its schema where it has one of its own."""
        return f"{identifier(self.schema)}.{identifier(self.name)}" if self.schema else identifier(self.name)

    @property
    def address(self) -> str:
        """How COMMENT ON and most of DROP and ALTER name it."""
        word = self.kind.upper()
        match self.kind:
            case "constraint" | "trigger" | "policy" | "rule" if self.owner is not None:
                on = f"DOMAIN {self.owner.sql}" if self.owner.kind == "domain" else self.owner.sql
                return f"{word} {self.sql} ON {on}"
            case "column" if self.owner is not None:
                return f"COLUMN {self.owner.sql}.{self.sql}"
            case "function" | "procedure" | "aggregate":
                return f"{word} {self.sql}({self.arguments})"
            case "enum" | "composite" | "range":
                return f"TYPE {self.sql}"
            case _:
                return f"{word} {self.sql}"


@dataclass(eq=False)
class Column(Thing):
    """A column; ``base`` is a built-in type unless ``of`` is a type somebody made."""

    of: Thing | None = None
    generated: bool = False
    identity: bool = False
    not_null: bool = False
    default: bool = False
    inherited: bool = False
    refers: "Table | None" = None

    @property
    def type(self) -> str:
        """As SQL."""
        return self.of.sql if self.of else self.base

    @property
    def family(self) -> str:
        """Which values and expressions fit."""
        if self.of is None:
            return FAMILIES.get(self.base, "other")
        return FAMILIES.get(self.of.base, "other") if self.of.kind == "domain" else self.of.kind

    @property
    def plain(self) -> bool:
        """Whether nothing but its values is its own business."""
        return not (self.generated or self.identity or self.inherited)


@dataclass(eq=False)
class Table(Thing):
    """A table; ``by`` is the partitioning of a partitioned one, ``bound`` the part another holds or held."""

    key: list[Column] = field(default_factory=list)
    by: str = ""
    parent: "Table | None" = None
    bound: str = ""
    unlogged: bool = False
    inherits: bool = False
    secured: bool = False
    rows: int = 0


@dataclass(frozen=True)
class Sequenced:
    """What a seed stands for."""

    seed: int
    schema: tuple[str, ...]
    change: tuple[str, ...]
    kinds: tuple[str, ...]
    """Of each statement, first the schema's and then the change's."""


_Kind = Callable[["World"], None]
_T = TypeVar("_T")
KINDS: dict[str, tuple[int, bool, _Kind]] = {}
"""Weight, whether it renames what holds rows, and what says the statements."""


def kind(weight: int, *, renames: bool = False) -> Callable[[_Kind], _Kind]:
    """Register a kind of statement under its function's name."""

    def register(function: _Kind) -> _Kind:
        KINDS[function.__name__] = (weight, renames, function)
        return function

    return register


class World:
    """What exists, and the statements said so far."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.things: list[Thing] = [Thing("schema", "public")]
        self.said: list[str] = []
        self.kinds: list[str] = []
        self.now = ""
        self.hostile = self.random.choice((0.1, 0.35, 0.8))

    # Drawing

    def pick(self, choices: Sequence[_T]) -> _T:
        """One of them."""
        if not choices:
            raise NotNow
        return self.random.choice(choices)

    def some(self, choices: Sequence[_T], most: int) -> list[_T]:
        """One or more of them, in a random order."""
        if not choices:
            raise NotNow
        return self.random.sample(choices, self.random.randint(1, min(most, len(choices))))

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random.random() < share

    def fresh(self, within: str = "") -> str:
        """A name nothing has in the schema; without one, a name nothing has anywhere."""
        # A key's index has the key's name.
        taken = {t.name for t in self.things if not within or t.schema == within or t.kind == "constraint"}
        pool = HOSTILE if self.chance(self.hostile) else PLAIN
        free = [name for name in pool if name not in taken]
        return self.random.choice(free) if free else f"{self.random.choice(PLAIN)}_{self.random.randint(10, 9999)}"

    def text(self) -> str:
        """A string constant."""
        return literal(self.random.choice(TEXTS)).strip()

    def schema(self) -> str:
        """Name of a schema, mostly public."""
        return "public" if self.chance(0.6) else self.pick(self.of("schema")).name

    # Looking

    def of(self, *kinds: str) -> list[Thing]:
        """Everything of these kinds."""
        return [thing for thing in self.things if thing.kind in kinds]

    def tables(self, *, whole: bool = False) -> list[Table]:
        """All tables; ``whole``: those that are no partition or child and have neither."""
        found = [thing for thing in self.things if isinstance(thing, Table)]
        if not whole:
            return found
        parents = [table.parent for table in found]
        return [table for table in found if not (table.parent or table.by or table in parents)]

    def table(self, *, whole: bool = False) -> Table:
        """Any table."""
        return self.pick(self.tables(whole=whole))

    def columns(self, table: Thing) -> list[Column]:
        """Of one table, in order."""
        return [thing for thing in self.things if isinstance(thing, Column) and thing.owner is table]

    def column(self, table: Thing, *families: str, free: bool = False) -> Column:
        """A column of the table; ``free``: neither inherited nor generated, nor an identity or in a partition's key."""
        found = [c for c in self.columns(table) if not families or c.family in families]
        if free:
            found = [c for c in found if c.plain and not (isinstance(table, Table) and table.by and c in table.key)]
        return self.pick(found)

    def owned(self, owner: Thing, *kinds: str) -> list[Thing]:
        """What belongs to it."""
        return [thing for thing in self.things if thing.owner is owner and thing.kind in kinds]

    def children(self, table: Table) -> list[Table]:
        """Partitions and children."""
        return [other for other in self.tables() if other.parent is table]

    def dependents(self, thing: Thing) -> list[Thing]:
        """What goes with it, itself first."""
        found = [thing]
        for each in found:
            found += [
                other
                for other in self.things
                if other not in found and (other.owner is each or each in other.uses or getattr(other, "of", 0) is each)
            ]
            if isinstance(each, Table) and each.by:
                found += [child for child in self.children(each) if child not in found]
            if isinstance(each, Column) and isinstance(each.owner, Table):
                for child in self.children(each.owner):
                    found += [c for c in self.columns(child) if c.name == each.name and c.inherited and c not in found]
        return found

    def pinned(self, column: Column) -> bool:
        """Whether PostgreSQL refuses another type because of what is written with it."""
        kinds = ("view", "materialized view", "rule", "policy", "trigger", "column", "publication", "function")
        return any(thing.kind in kinds for thing in self.dependents(column)[1:])

    # Saying

    def say(self, sql: str, *made: Thing) -> None:
        """One more statement, and what it makes."""
        self.said.append(sql)
        self.kinds.append(self.now)
        self.things += made

    def forget(self, thing: Thing) -> None:
        """It and what goes with it is gone."""
        gone = self.dependents(thing)
        self.things = [other for other in self.things if other not in gone]

    def cascade(self, thing: Thing) -> str:
        """The word, where the drop needs it."""
        own = ("index", "constraint", "statistics", "default")
        alien = [
            other
            for other in self.dependents(thing)[1:]
            if not (other.owner is thing or (other.owner is not None and other.owner.owner is thing))
            and not (thing.kind == "column" and other.kind in own and other.owner is thing.owner)
            and not (isinstance(other, Table) and thing.kind == "table")
        ]
        return " CASCADE" if alien or self.chance(0.1) else ""

    def say_kind(self, name: str) -> bool:
        """Whether something of that kind could be said."""
        self.now = name
        before = len(self.said)
        try:
            KINDS[name][2](self)
        except NotNow:
            return len(self.said) > before
        return True


# Columns


def _value(world: World, column: Column, number: int) -> str:
    """A value of the column's type, another one for every number where the type has so many."""
    if column.refers is not None:
        return str(1 + number % max(column.refers.rows, 1))
    of = column.of
    if of is None or of.kind == "domain":
        return _constant(of.base if of else column.base, number)
    if of.kind == "enum":
        return literal(of.labels[number % len(of.labels)]).strip() if of.labels else "NULL"
    if of.kind == "range":
        return _constant("int4range", number)
    return "NULL"


def _constant(type_name: str, number: int) -> str:
    if type_name.endswith("[]"):
        return f"'{{{number},2}}'"
    letter = chr(97 + number % 26)
    constants = {
        "number": f"{number}",
        "text": f"'v{number}'" if type_name in ("text", "character varying") else f"'{letter}'",
        "char": f"'{letter}'",
        "boolean": "true" if number % 2 else "false",
        "time": f"'2024-{1 + number // 28 % 12:02}-{1 + number % 28:02}'",
        "interval": f"'{number} days'",
        "uuid": f"'00000000-0000-4000-8000-{number:012}'",
        "json": f"'{{\"n\": {number}}}'",
        "bytes": f"'\\x{number:04x}'",
        "range": f"'[{number * 10},{number * 10 + 5})'",
        "inet": f"'10.0.0.{number % 250}'",
        "words": f"'word{number}'",
    }
    return constants.get(FAMILIES.get(type_name, ""), "NULL")


def _new_column(world: World, table: Table, name: str = "") -> Column:
    """A column not yet said."""
    column = Column("column", name or world.fresh(), owner=table)
    while not name and column.name in [c.name for c in world.columns(table)]:
        column.name = world.fresh()
    made = world.of("enum", "domain", "composite", "range")
    if made and world.chance(0.2):
        column.of = world.pick(made)
    else:
        common = ["integer", "text", "bigint", "numeric(8,2)", "boolean", "character varying(20)", "date"]
        column.base = world.pick(common if world.chance(0.6) else list(FAMILIES))
    return column


def _default(world: World, column: Column) -> str:
    """An expression, or nothing where no default comes to mind."""
    functions = [f for f in world.of("function") if f.base == "integer" and not f.arguments]
    if column.family == "number" and functions and world.chance(0.2):
        function = world.pick(functions)
        column.uses.append(function)
        return f"{function.sql}()"
    if column.family == "number" and column.of is None and world.chance(0.15) and world.of("sequence"):
        sequence = world.pick(world.of("sequence"))
        column.uses.append(sequence)
        return f"nextval({literal(sequence.sql)})"
    if column.family == "enum" and column.of is not None and column.of.labels:
        return literal(world.pick(column.of.labels)).strip()
    return world.pick(DEFAULTS.get(column.family) or ["NULL"])


def _column_line(world: World, column: Column, *, filled: bool) -> str:
    """The column's definition; ``filled``: the table may have rows."""
    parts = [identifier(column.name), column.type]
    if column.family == "text" and world.chance(0.12):
        parts.append(world.pick(['COLLATE "C"', 'COLLATE pg_catalog."POSIX"']))
    if world.chance(0.35):
        column.default = True
        parts.append(f"DEFAULT {_default(world, column)}")
    if world.chance(0.3) and (column.default or not filled) and column.of is None:
        column.not_null = True
        parts.append("NOT NULL")
    if column.family in CHECKS and world.chance(0.15):
        name = f"CONSTRAINT {identifier(world.fresh())} " if world.chance(0.5) else ""
        parts.append(f"{name}CHECK ({world.pick(CHECKS[column.family]).format(c=identifier(column.name))})")
    return " ".join(parts)


def _serial_line(world: World, column: Column) -> str:
    """A column that numbers rows itself."""
    column.base, column.of = "integer", None
    match world.random.randint(0, 3):
        case 0:
            return f"{identifier(column.name)} serial"
        case 1:
            column.identity = True
            return f"{identifier(column.name)} integer GENERATED ALWAYS AS IDENTITY"
        case 2:
            column.identity = True
            options = world.pick(["START 100 INCREMENT 5", "MINVALUE -5 START 1 CACHE 3", "CYCLE MAXVALUE 100000"])
            return f"{identifier(column.name)} integer GENERATED BY DEFAULT AS IDENTITY ({options})"
        case _:
            return f"{identifier(column.name)} bigserial"


@kind(9)
def add_column(world: World) -> None:
    """With whatever a column may have."""
    table = world.pick([t for t in world.tables() if not t.bound and not (t.parent and t.by)])
    column = _new_column(world, table)
    line = _serial_line(world, column) if world.chance(0.12) and not table.by else ""
    line = line or _column_line(world, column, filled=True)
    if world.chance(0.08) and column.family in ("number", "uuid") and not column.default and not table.by:
        line += " UNIQUE"
    world.say(f"ALTER TABLE {table.sql} ADD COLUMN {line}", column)
    for child in world.children(table):
        copy = Column("column", column.name, owner=child, base=column.base, of=column.of, inherited=True)
        copy.not_null, copy.identity = column.not_null, column.identity
        world.things.append(copy)


@kind(5)
def add_generated_column(world: World) -> None:
    """Computed from another column."""
    table = world.pick([t for t in world.tables() if not t.bound])
    source = world.column(table, *GENERATED)
    if source.generated:
        raise NotNow
    type_name, expression = world.pick(GENERATED[source.family])
    column = Column("column", world.fresh(), owner=table, base=type_name, generated=True, uses=[source])
    how = "VIRTUAL" if world.chance(0.25) else "STORED"
    expression = expression.format(c=source.sql)
    world.say(
        f"ALTER TABLE {table.sql} ADD COLUMN {column.sql} {type_name} GENERATED ALWAYS AS ({expression}) {how}", column
    )
    for child in world.children(table):
        world.things.append(Column("column", column.name, owner=child, base=type_name, generated=True, inherited=True))


@kind(6)
def drop_column(world: World) -> None:
    """With what stands on it."""
    table = world.pick([t for t in world.tables() if not t.bound])
    column = world.column(table)
    if column.inherited or len(world.columns(table)) < 2 or (table.by and column in table.key):
        raise NotNow
    world.say(f"ALTER TABLE {table.sql} DROP COLUMN {column.sql}{world.cascade(column)}")
    world.forget(column)


@kind(2)
def recreate_column(world: World) -> None:
    """Dropped, and another added under its name."""
    table = world.table(whole=True)
    column = world.column(table, free=True)
    world.say(f"ALTER TABLE {table.sql} DROP COLUMN {column.sql} CASCADE")
    world.forget(column)
    again = _new_column(world, table, column.name)
    world.say(f"ALTER TABLE {table.sql} ADD COLUMN {_column_line(world, again, filled=True)}", again)


@kind(4, renames=True)
def rename_column(world: World) -> None:
    """Under another name."""
    table = world.pick([t for t in world.tables() if not t.parent])
    column, name = world.column(table), world.fresh()
    world.say(f"ALTER TABLE {table.sql} RENAME COLUMN {column.sql} TO {identifier(name)}")
    for child in world.children(table):
        for each in world.columns(child):
            each.name = name if each.name == column.name else each.name
    column.name = name


@kind(2, renames=True)
def swap_columns(world: World) -> None:
    """Each gets the other's name."""
    table = world.table(whole=True)
    columns = world.columns(table)
    if len(columns) < 2:
        raise NotNow
    one, two = world.random.sample(columns, 2)
    alter = f"ALTER TABLE {table.sql} RENAME COLUMN"
    world.say(f"{alter} {one.sql} TO between")
    world.say(f"{alter} {two.sql} TO {one.sql}")
    world.say(f"{alter} between TO {two.sql}")
    one.name, two.name = two.name, one.name


@kind(9)
def retype_column(world: World) -> None:
    """Under indexes, defaults and checks, with and without USING."""
    table = world.pick([t for t in world.tables() if not t.parent])
    free = [c for c in world.columns(table) if c.plain and c.of is None and c.base in RETYPES and not world.pinned(c)]
    column = world.pick([c for c in free if not c.refers and not (table.by and c in table.key)])
    wanted = world.pick(RETYPES[column.base])
    bare = wanted.partition(" COLLATE")[0]
    using = f" USING {column.sql}::{bare}" if world.chance(0.3) else ""
    alter = f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql}"
    if column.default and (using or FAMILIES.get(bare) != column.family) and world.chance(0.7):
        world.say(f"{alter} DROP DEFAULT")
        column.default = False
    world.say(f"{alter} TYPE {wanted}{using}")
    for each in [
        column,
        *(c for child in world.children(table) for c in world.columns(child) if c.name == column.name),
    ]:
        each.base = bare


@kind(4)
def retype_under_view(world: World) -> None:
    """The view is dropped before and made again after."""
    view = world.pick([v for v in world.of("view") if v.text and not world.dependents(v)[1:]])
    used = [c for c in view.uses if isinstance(c, Column) and c.plain and not c.of and c.base in RETYPES]
    column = world.pick([c for c in used if isinstance(c.owner, Table) and not (c.owner.parent or c.owner.by)])
    if column.refers or column.default or world.children(column.owner) if isinstance(column.owner, Table) else True:
        raise NotNow
    assert column.owner is not None
    wanted = world.pick([t for t in RETYPES[column.base] if "COLLATE" not in t])
    world.say(f"DROP VIEW {view.sql}")
    world.say(f"ALTER TABLE {column.owner.sql} ALTER COLUMN {column.sql} TYPE {wanted}")
    world.say(f"CREATE VIEW {view.sql} AS {view.text}")
    column.base = wanted


@kind(2)
def retype_to_made_type(world: World) -> None:
    """A text becomes an enum or a domain, or the other way round."""
    table = world.table(whole=True)
    made = [c for c in world.columns(table) if c.of is not None and c.of.kind in ("enum", "domain") and c.plain]
    made = [c for c in made if not world.pinned(c) and not c.default]
    if made and world.chance(0.6):
        column = world.pick(made)
        world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} TYPE text")
        column.of, column.base = None, "text"
        return
    domain = world.pick([d for d in world.of("domain") if FAMILIES.get(d.base) == "text"])
    column = world.column(table, "text", free=True)
    if world.pinned(column) or column.of:
        raise NotNow
    world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} TYPE {domain.sql}")
    column.of = domain


@kind(5)
def change_default(world: World) -> None:
    """Set or dropped."""
    table = world.table()
    column = world.pick([c for c in world.columns(table) if not c.generated and not c.identity])
    column.default = world.chance(0.75)
    action = f"SET DEFAULT {_default(world, column)}" if column.default else "DROP DEFAULT"
    world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} {action}")


@kind(4)
def change_not_null(world: World) -> None:
    """The other way round."""
    table = world.pick([t for t in world.tables() if not t.parent])
    column = world.pick([c for c in world.columns(table) if not c.identity and c not in table.key])
    column.not_null = not column.not_null
    fill = f"UPDATE {table.sql} SET {column.sql} = {_value(world, column, 1)} WHERE {column.sql} IS NULL"
    if column.not_null and not column.generated and column.family != "composite":
        world.say(fill)
    verb = "SET" if column.not_null else "DROP"
    world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} {verb} NOT NULL")


@kind(4)
def change_column_facts(world: World) -> None:
    """Statistics target, storage, compression or options."""
    table = world.table()
    column = world.column(table)
    actions = [f"SET STATISTICS {world.pick([0, 10, 500, -1])}", "SET (n_distinct = -0.5)", "RESET (n_distinct)"]
    actions.append("SET (n_distinct = 7, n_distinct_inherited = 9)")
    if column.of is None and column.family in ("text", "json", "bytes", "array", "words"):
        actions += [f"SET STORAGE {s}" for s in ("PLAIN", "EXTERNAL", "MAIN", "EXTENDED")]
        actions += ["SET COMPRESSION pglz", "SET COMPRESSION default"]
    world.say(f"ALTER TABLE {table.sql} ALTER COLUMN {column.sql} {world.pick(actions)}")


@kind(4)
def change_identity(world: World) -> None:
    """Added, changed or dropped; a generated column becomes ordinary."""
    table = world.table(whole=True)
    alter = f"ALTER TABLE {table.sql} ALTER COLUMN"
    column = world.pick([c for c in world.columns(table) if not c.of and (c.family == "number" or c.generated)])
    if column.generated:
        if world.chance(0.3):
            expression = f"coalesce({column.uses[0].sql} IS NULL, true)" if column.base == "boolean" else "NULL"
            world.say(f"{alter} {column.sql} SET EXPRESSION AS ({expression})")
            return
        column.generated, column.uses = False, []
        world.say(f"{alter} {column.sql} DROP EXPRESSION")
        return
    if column.identity:
        actions = ["DROP IDENTITY", "SET GENERATED BY DEFAULT", "SET GENERATED ALWAYS", "SET INCREMENT BY 7"]
        actions += ["SET GENERATED ALWAYS SET CYCLE SET CACHE 4 SET MINVALUE -3"]
        action = world.pick(actions)
        column.identity = action != "DROP IDENTITY"
        world.say(f"{alter} {column.sql} {action}")
        return
    if column.base not in ("integer", "bigint", "smallint") or column.default or not column.not_null:
        raise NotNow
    column.identity = True
    how = world.pick(["ALWAYS", "BY DEFAULT"])
    world.say(f"{alter} {column.sql} ADD GENERATED {how} AS IDENTITY (START 1000)")


# Tables


def _create_table(world: World, name: str, schema: str) -> None:
    table = Table("table", name, schema)
    columns: list[Column] = []
    lines: list[str] = []
    key = Column("column", world.pick(["id", "id", "ID", 'i"d']), owner=table, base="integer", not_null=True)
    style = world.random.randint(0, 5)
    if style < 4:
        lines.append(f"{key.sql} integer" if style < 2 else _serial_line(world, key))
        columns.append(key)
    world.things += columns
    for _ in range(world.random.randint(1, 5)):
        column = _new_column(world, table)
        lines.append(_column_line(world, column, filled=False))
        columns.append(column)
        world.things.append(column)
    made: list[Thing] = [table]
    if style < 4:
        table.key = [key]
        named = Thing("constraint", world.fresh(), owner=table, uses=[key], text="key")
        if world.chance(0.5):
            lines.append(f"CONSTRAINT {named.sql} PRIMARY KEY ({key.sql})")
            made.append(named)
        else:
            lines.append(f"PRIMARY KEY ({key.sql})")
    parents = [other for other in world.tables() if other.key and not other.parent and other.rows > 2]
    parents = [other for other in parents if len(other.key) == 1 and not other.by and not other.unlogged]
    if parents and world.chance(0.5):
        parent = world.pick(parents)
        child = Column("column", world.fresh(), owner=table, base="integer", refers=parent, uses=[])
        action = world.pick(
            ["", " ON DELETE CASCADE", " ON UPDATE CASCADE ON DELETE SET NULL", " ON DELETE SET DEFAULT"]
        )
        if child.name not in [c.name for c in columns]:
            lines.append(f"{child.sql} integer REFERENCES {parent.sql}{action}")
            world.things.append(child)
    table.unlogged = world.chance(0.06)
    options = world.pick(["", "", "", " WITH (fillfactor=70)", " WITH (autovacuum_enabled=false, fillfactor=90)"])
    world.say(f"CREATE {'UNLOGGED ' * table.unlogged}TABLE {table.sql} ({', '.join(lines)}){options}", *made)


@kind(5)
def create_table(world: World) -> None:
    """With columns, a key, checks and a reference."""
    schema = world.schema()
    _create_table(world, world.fresh(schema), schema)


@kind(2)
def create_partitioned_table(world: World) -> None:
    """By range, list or hash, with its partitions."""
    schema = world.schema()
    table = Table("table", world.fresh(schema), schema)
    table.by = world.pick(["range", "list", "hash"])
    one = Column("column", "id", owner=table, base="integer", not_null=True)
    two = Column("column", world.fresh(), owner=table, base="text", not_null=True)
    on = {"range": one, "list": two, "hash": one}[table.by]
    table.key = [one, two]
    key = world.pick(["", f", PRIMARY KEY ({one.sql}, {two.sql})", f", UNIQUE ({two.sql}, {one.sql})"])
    lines = f"id integer NOT NULL, {two.sql} text NOT NULL DEFAULT 'a', at date{key}"
    made = [table, one, two, Column("column", "at", owner=table, base="date")]
    world.say(f"CREATE TABLE {table.sql} ({lines}) PARTITION BY {table.by.upper()} ({on.sql})", *made)
    for _ in range(3 if table.by == "hash" else world.random.randint(1, 3)):
        _create_partition(world, table)


_BOUNDS = {
    "range": ["FROM (MINVALUE) TO (100)", "FROM (100) TO (200)", "FROM (200) TO (MAXVALUE)"],
    "list": ["IN ('a', 'it''s')", "IN ('b', E'\\\\')", "IN ('c')", "IN ('%')"],
    "hash": ["WITH (modulus 2, remainder 0)", "WITH (modulus 4, remainder 1)", "WITH (modulus 4, remainder 3)"],
}


def _free_bound(world: World, table: Table) -> str:
    taken = [child.bound for child in world.children(table)]
    free = [f"FOR VALUES {bound}" for bound in _BOUNDS[table.by] if f"FOR VALUES {bound}" not in taken]
    # In order, so that rows find their place; the default one is last, as rows in it may stand in another's way.
    free += ["DEFAULT"] if table.by != "hash" and "DEFAULT" not in taken else []
    return world.pick(free[:1])


def _inherit_columns(world: World, table: Table, parent: Table) -> None:
    for each in world.columns(parent):
        copy = Column("column", each.name, owner=table, base=each.base, of=each.of, inherited=True)
        copy.not_null, copy.generated, copy.default = each.not_null, each.generated, each.default
        world.things.append(copy)


def _create_partition(world: World, parent: Table) -> None:
    bound = _free_bound(world, parent)
    schema = parent.schema if world.chance(0.8) else world.schema()
    table = Table("table", world.fresh(schema), schema, parent=parent, bound=bound)
    split = parent.parent is None and world.chance(0.1)
    further = " PARTITION BY HASH (id)" if split else ""
    world.say(f"CREATE TABLE {table.sql} PARTITION OF {parent.sql} {bound}{further}", table)
    _inherit_columns(world, table, parent)
    if split:
        table.by, table.key = "hash", [c for c in world.columns(table) if c.name == "id"]
        for _ in range(3):
            _create_partition(world, table)


@kind(2)
def create_partition(world: World) -> None:
    """Of a table that has room for it."""
    _create_partition(world, world.pick([t for t in world.tables() if t.by]))


@kind(3)
def detach_partition(world: World) -> None:
    """It stays as a table of its own."""
    table = world.pick([t for t in world.tables() if t.bound and t.parent])
    assert table.parent is not None
    how = " CONCURRENTLY" if world.chance(0.1) and table.bound != "DEFAULT" else ""
    world.say(f"ALTER TABLE {table.parent.sql} DETACH PARTITION {table.sql}{how}")
    table.text, table.parent, table.bound = table.bound, None, ""
    for column in world.columns(table):
        column.inherited = False


@kind(3)
def attach_partition(world: World) -> None:
    """One detached before, or a new one made alike."""
    parent = world.pick([t for t in world.tables() if t.by])
    bound = _free_bound(world, parent)
    table = Table("table", world.fresh(parent.schema), parent.schema)
    like = world.pick(["", " INCLUDING ALL", " INCLUDING DEFAULTS INCLUDING CONSTRAINTS"])
    world.say(f"CREATE TABLE {table.sql} (LIKE {parent.sql}{like})", table)
    world.say(f"ALTER TABLE {parent.sql} ATTACH PARTITION {table.sql} {bound}")
    table.parent, table.bound = parent, bound
    _inherit_columns(world, table, parent)


@kind(2)
def create_child(world: World) -> None:
    """A table that inherits another's columns."""
    parent = world.table(whole=True)
    table = Table("table", world.fresh(parent.schema), parent.schema, parent=parent, inherits=True)
    column = Column("column", f"own_{world.random.randint(1, 99)}", owner=table, base="text")
    world.say(f"CREATE TABLE {table.sql} ({column.sql} text) INHERITS ({parent.sql})", table, column)
    table.uses = [parent]
    _inherit_columns(world, table, parent)


@kind(2)
def change_inheritance(world: World) -> None:
    """Cut off, or joined on."""
    children = [t for t in world.tables() if t.inherits and t.parent]
    table = world.pick(children)
    assert table.parent is not None
    world.say(f"ALTER TABLE {table.sql} NO INHERIT {table.parent.sql}")
    if world.chance(0.3):
        world.say(f"ALTER TABLE {table.sql} INHERIT {table.parent.sql}")
        return
    table.parent, table.inherits, table.uses = None, False, []
    for column in world.columns(table):
        column.inherited = False


@kind(1)
def create_typed_table(world: World) -> None:
    """A table of a composite type."""
    composite = world.pick(world.of("composite"))
    table = Table("table", world.fresh("public"), "public", uses=[composite])
    columns = [Column("column", name, owner=table, base="integer", inherited=True) for name in composite.labels]
    world.say(f"CREATE TABLE {table.sql} OF {composite.sql}", table, *columns)


@kind(2)
def create_table_like(world: World) -> None:
    """A copy of another, or what a query gives."""
    source = world.table()
    schema = world.schema()
    table = Table("table", world.fresh(schema), schema)
    columns = [
        Column("column", c.name, owner=table, base=c.base, of=c.of, not_null=c.not_null) for c in world.columns(source)
    ]
    if world.chance(0.4):
        world.say(f"CREATE TABLE {table.sql} AS SELECT * FROM {source.sql}", table, *columns)
        return
    how = world.pick(["INCLUDING ALL", "INCLUDING INDEXES INCLUDING COMMENTS", "INCLUDING DEFAULTS EXCLUDING STORAGE"])
    world.say(f"CREATE TABLE {table.sql} (LIKE {source.sql} {how})", table, *columns)


@kind(3)
def drop_table(world: World) -> None:
    """With what stands on it."""
    table = world.table()
    if len(world.tables()) < 3:
        raise NotNow
    references = any(c.refers is table for t in world.tables() if t is not table for c in world.columns(t))
    word = " CASCADE" if references or world.children(table) else world.cascade(table)
    world.say(f"DROP TABLE {table.sql}{word}")
    _forget_table(world, table)


def _forget_table(world: World, table: Table) -> None:
    for other in world.tables():
        for column in world.columns(other):
            column.refers = None if column.refers is table else column.refers
    world.forget(table)


@kind(2)
def recreate_table(world: World) -> None:
    """Dropped, and another made under its name."""
    table = world.table(whole=True)
    world.say(f"DROP TABLE {table.sql} CASCADE")
    _forget_table(world, table)
    _create_table(world, table.name, table.schema)


@kind(4, renames=True)
def rename_table(world: World) -> None:
    """Under another name."""
    table = world.table()
    name = world.fresh(table.schema)
    world.say(f"ALTER TABLE {table.sql} RENAME TO {identifier(name)}")
    table.name = name


@kind(5, renames=True)
def move_table(world: World) -> None:
    """Into another schema."""
    table = world.table()
    schema = world.pick([s.name for s in world.of("schema") if s.name != table.schema])
    if any(thing.schema == schema and thing.name == table.name for thing in world.things):
        raise NotNow
    world.say(f"ALTER TABLE {table.sql} SET SCHEMA {identifier(schema)}")
    table.schema = schema
    for index in world.owned(table, "index"):
        index.schema = schema


@kind(2, renames=True)
def swap_tables(world: World) -> None:
    """Each gets the other's name."""
    one = world.table(whole=True)
    two = world.pick([t for t in world.tables(whole=True) if t.schema == one.schema and t is not one])
    world.say(f"ALTER TABLE {one.sql} RENAME TO between")
    world.say(f"ALTER TABLE {two.sql} RENAME TO {identifier(one.name)}")
    world.say(f"ALTER TABLE {identifier(one.schema)}.between RENAME TO {identifier(two.name)}")
    one.name, two.name = two.name, one.name


@kind(5)
def change_table_facts(world: World) -> None:
    """Storage parameters, persistence, row security, replica identity, clustering."""
    table = world.table()
    actions = ["ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"]
    actions += ["NO FORCE ROW LEVEL SECURITY", "REPLICA IDENTITY FULL", "REPLICA IDENTITY NOTHING"]
    if not table.by:
        actions += ["SET (fillfactor=60)", "SET (autovacuum_vacuum_scale_factor=0.05, toast.autovacuum_enabled=false)"]
        actions += ["RESET (fillfactor)", "SET (parallel_workers=3)", "SET WITHOUT CLUSTER"]
    if table in world.tables(whole=True) and not table.key:
        actions.append("SET LOGGED" if table.unlogged else "SET UNLOGGED")
    indexes = [index for index in world.owned(table, "index") if index.text == "btree"]
    if indexes and not table.by and world.chance(0.6):
        actions = [f"CLUSTER ON {identifier(world.pick(indexes).name)}"]
    world.say(f"ALTER TABLE {table.sql} {world.pick(actions)}")


@kind(2)
def identify_replicas_by_index(world: World) -> None:
    """A unique index on columns that have no null tells rows apart."""
    table = world.table(whole=True)
    column = world.pick([c for c in world.columns(table) if c.not_null and c.family in ("number", "uuid")])
    index = Thing("index", world.fresh(table.schema), table.schema, owner=table, uses=[column], text="btree")
    world.say(f"CREATE UNIQUE INDEX {identifier(index.name)} ON {table.sql} ({column.sql})", index)
    world.say(f"ALTER TABLE {table.sql} REPLICA IDENTITY USING INDEX {identifier(index.name)}")


# Rows


def _insert(world: World, table: Table, rows: int) -> None:
    columns = [c for c in world.columns(table) if not c.generated and not c.identity]
    columns = [c for c in columns if c in table.key or c.not_null or not c.default or world.chance(0.6)]
    if not columns:
        raise NotNow
    numbers = range(table.rows + 1, table.rows + rows + 1)
    lines = [f"({', '.join(_row_value(world, table, column, number) for column in columns)})" for number in numbers]
    table.rows += rows
    world.say(f"INSERT INTO {table.sql} ({identifiers([c.name for c in columns])}) VALUES {', '.join(lines)}")


def _row_value(world: World, table: Table, column: Column, number: int) -> str:
    if table.by and column in table.key:
        return str(number) if column.name == "id" else world.pick(["'a'", "'it''s'"])
    if not column.not_null and column not in table.key and world.chance(0.15):
        return "NULL"
    return _value(world, column, number)


@kind(2)
def insert_rows(world: World) -> None:
    """Some more."""
    _insert(world, world.pick([t for t in world.tables() if not t.bound]), world.random.randint(1, 3))


@kind(2)
def update_rows(world: World) -> None:
    """One column of all or some."""
    table = world.table()
    column = world.pick([c for c in world.columns(table) if not c.generated and not c.identity and c not in table.key])
    value = "NULL" if not column.not_null and world.chance(0.3) else _value(world, column, 2)
    world.say(f"UPDATE {table.sql} SET {column.sql} = {value}")


# Constraints


@kind(6)
def add_check(world: World) -> None:
    """Over one column or two, perhaps not yet validated."""
    table = world.pick([t for t in world.tables() if not t.parent])
    column = world.column(table, *CHECKS)
    expression = world.pick(CHECKS[column.family]).format(c=column.sql)
    functions = [f for f in world.of("function") if f.arguments == "integer" and f.text == "sql"]
    uses: list[Thing] = [column]
    if column.base == "integer" and not column.of and functions and world.chance(0.4):
        uses.append(world.pick(functions))
        expression = f"{uses[-1].sql}({column.sql}) <> -77"
    name = Thing("constraint", world.fresh(), owner=table, uses=uses, text="check")
    ending = world.pick(
        ["", "", " NOT VALID", "" if table.by else " NO INHERIT", " NOT ENFORCED" if world.chance(0.2) else ""]
    )
    name.text += ending
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} CHECK ({expression}){ending}", name)


@kind(4)
def add_unique(world: World) -> None:
    """A key of one or two columns."""
    table = world.table(whole=True)
    columns = world.some(
        [c for c in world.columns(table) if c.family in ("number", "uuid", "range") or c.base == "text"], 2
    )
    name = Thing("constraint", world.fresh(), owner=table, uses=[*columns], text="unique")
    how = world.pick(["UNIQUE", "UNIQUE", "UNIQUE NULLS NOT DISTINCT"])
    ending = world.pick(["", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED", " WITH (fillfactor=80)"])
    include = [c for c in world.columns(table) if c not in columns and c.of is None]
    if include and world.chance(0.2):
        how, ending = "UNIQUE", f" INCLUDE ({world.pick(include).sql})"
    listed = identifiers([c.name for c in columns])
    if "INCLUDE" in ending:
        world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} {how} ({listed}){ending}", name)
        return
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} {how} ({listed}){ending}", name)


@kind(2)
def add_primary_key(world: World) -> None:
    """On columns without nulls."""
    table = world.pick([t for t in world.tables(whole=True) if not t.key])
    column = world.pick(
        [c for c in world.columns(table) if c.family in ("number", "uuid") and (c.not_null or c.identity)]
    )
    name = Thing("constraint", world.fresh(), owner=table, uses=[column], text="key")
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} PRIMARY KEY ({column.sql})", name)
    table.key = [column]


@kind(2)
def add_constraint_from_index(world: World) -> None:
    """A unique index becomes a constraint, and is called so."""
    table = world.table(whole=True)
    column = world.column(table, "number", "uuid")
    index = Thing("constraint", world.fresh(), owner=table, uses=[column], text="unique")
    name = world.fresh(table.schema)
    world.say(f"CREATE UNIQUE INDEX {identifier(name)} ON {table.sql} ({column.sql})")
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {index.sql} UNIQUE USING INDEX {identifier(name)}", index)


@kind(5)
def add_foreign_key(world: World) -> None:
    """To a key of another table or its own."""
    targets = [t for t in world.tables() if len(t.key) == 1 and not t.by and not t.unlogged]
    target = world.pick([t for t in targets if t.key[0].base == "integer"])
    table = world.table()
    column = world.pick(
        [c for c in world.columns(table) if c.refers is target]
        or [c for c in world.columns(table) if c.family == "number" and c.base in ("integer", "bigint") and not c.of]
    )
    key = target.key[0]
    name = Thing("constraint", world.fresh(), owner=table, uses=[column, key, target], text="foreign")
    actions = ["", " ON DELETE CASCADE", " ON UPDATE SET NULL", f" ON DELETE SET NULL ({column.sql})", " MATCH FULL"]
    endings = ["", " NOT VALID", " DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"]
    ending = " NOT VALID" if column.refers is not target and not table.by else world.pick(endings)
    name.text += ending
    action = world.pick(actions[:3] if column.generated or column.identity else actions)
    world.say(
        f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} FOREIGN KEY ({column.sql}) REFERENCES {target.sql}"
        f" ({key.sql}){'' if column.generated else action}{ending}",
        name,
    )


@kind(2)
def add_exclusion(world: World) -> None:
    """No two rows overlap."""
    table = world.table(whole=True)
    column = world.pick(
        [c for c in world.columns(table) if c.base in ("int4range", "inet") and not c.of]
        or [c for c in world.columns(table) if c.family == "number" and not c.of]
    )
    name = Thing("constraint", world.fresh(), owner=table, uses=[column], text="exclusion")
    how = {"int4range": f"gist ({column.sql} WITH &&)", "inet": f"gist ({column.sql} inet_ops WITH &&)"}
    body = how.get(column.base, f"btree ({column.sql} WITH =)")
    where = f" WHERE ({column.sql} > 5)" if column.family == "number" and world.chance(0.5) else ""
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} EXCLUDE USING {body}{where}", name)


@kind(1)
def add_named_not_null(world: World) -> None:
    """PostgreSQL 18 gives it a name."""
    table = world.table(whole=True)
    column = world.pick([c for c in world.columns(table) if not c.not_null and not c.identity])
    name = Thing("constraint", world.fresh(), owner=table, uses=[column], text="not null NOT VALID")
    ending = world.pick(["", " NOT VALID", " NO INHERIT"])
    world.say(f"ALTER TABLE {table.sql} ADD CONSTRAINT {name.sql} NOT NULL {column.sql}{ending}", name)


@kind(4)
def drop_constraint(world: World) -> None:
    """A named one."""
    found = [c for c in world.of("constraint") if c.owner is not None and c.owner.kind == "table"]
    constraint = world.pick(found)
    assert isinstance(constraint.owner, Table)
    table = constraint.owner
    world.say(f"ALTER TABLE {table.sql} DROP CONSTRAINT {constraint.sql}{' CASCADE' * (constraint.text == 'key')}")
    world.forget(constraint)
    if constraint.text == "key":
        gone = [c for c in world.of("constraint") if table in c.uses]
        for each in gone:
            world.forget(each)
        table.key = []


@kind(3)
def rename_constraint(world: World) -> None:
    """Under another name."""
    constraint = world.pick([c for c in world.of("constraint") if isinstance(c.owner, Table)])
    assert constraint.owner is not None
    name = world.fresh()
    world.say(f"ALTER TABLE {constraint.owner.sql} RENAME CONSTRAINT {constraint.sql} TO {identifier(name)}")
    constraint.name = name


@kind(3)
def change_constraint(world: World) -> None:
    """Validated, or deferrable otherwise."""
    found = [c for c in world.of("constraint") if isinstance(c.owner, Table)]
    constraint = world.pick([c for c in found if "NOT VALID" in c.text or c.text.startswith("foreign")])
    assert constraint.owner is not None
    ways = [" DEFERRABLE", " NOT DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"]
    if "NOT VALID" in constraint.text:
        constraint.text = constraint.text.replace(" NOT VALID", "")
        world.say(f"ALTER TABLE {constraint.owner.sql} VALIDATE CONSTRAINT {constraint.sql}")
    else:
        world.say(f"ALTER TABLE {constraint.owner.sql} ALTER CONSTRAINT {constraint.sql}{world.pick(ways)}")


# Indexes

_COMPARED = ("number", "text", "time", "uuid", "enum", "boolean", "interval", "inet", "bytes", "array", "char")


def _index_body(world: World, table: Thing) -> tuple[str, str, list[Column]]:
    """Method, what follows it, and the columns used."""
    columns = [c for c in world.columns(table) if c.family != "composite"]
    gin = [c for c in columns if c.family in ("json", "array", "words") and c.of is None]
    if gin and world.chance(0.6):
        column = world.pick(gin)
        opclass = " jsonb_path_ops" if column.base == "jsonb" and world.chance(0.4) else ""
        return "gin", f"({column.sql}{opclass}){world.pick(['', ' WITH (fastupdate=off)'])}", [column]
    column = world.pick([c for c in columns if c.family in _COMPARED])
    if world.chance(0.15) and column.family in ("number", "time"):
        return "brin", f"({column.sql}){world.pick(['', ' WITH (pages_per_range=16)'])}", [column]
    if world.chance(0.12) and not column.of and column.family != "array":
        return "hash", f"({column.sql})", [column]
    return "btree", *_btree_body(world, column, [c for c in columns if c.family in _COMPARED and c is not column])


def _btree_body(world: World, column: Column, others: list[Column]) -> tuple[str, list[Column]]:
    used, key = [column], column.sql
    if column.family in EXPRESSIONS and world.chance(0.3) and column.of is None:
        key = f"({world.pick(EXPRESSIONS[column.family]).format(c=column.sql)})"
    elif column.base == "text" and column.of is None and world.chance(0.4):
        key += world.pick([' COLLATE "C"', " text_pattern_ops", ' COLLATE "C" text_pattern_ops'])
    key += world.pick(["", "", " DESC", " NULLS FIRST", " DESC NULLS LAST"])
    if others and world.chance(0.4):
        used.append(world.pick(others))
        key += f", {used[-1].sql}"
    body = f"({key})"
    spare = [c for c in others if c not in used]
    if spare and world.chance(0.2):
        used.append(world.pick(spare))
        body += f" INCLUDE ({used[-1].sql})"
    body += world.pick(["", "", "", " WITH (fillfactor=77)", " WITH (deduplicate_items=off)"])
    if column.family in FILTERS and world.chance(0.3):
        body += f" WHERE ({FILTERS[column.family].format(c=column.sql)})"
    return body, used


def _create_index(world: World, table: Thing, name: str) -> None:
    method, body, used = _index_body(world, table)
    index = Thing("index", name, table.schema, owner=table, uses=[*used], text=method)
    unique = method == "btree" and isinstance(table, Table) and not table.by
    unique = unique and len(used) == 1 and used[0].base in ("integer", "text", "uuid") and not used[0].of
    words = "UNIQUE " if unique and world.chance(0.3) else ""
    one = " ONLY" if isinstance(table, Table) and table.by and world.chance(0.15) else ""
    how = "CONCURRENTLY " if world.chance(0.08) and not (isinstance(table, Table) and table.by) else ""
    named = f"{identifier(name)} " if world.chance(0.9) else ""
    made = [index] if named else []
    world.say(f"CREATE {words}INDEX {how}{named}ON{one} {table.sql} USING {method} {body}", *made)


@kind(7)
def create_index(world: World) -> None:
    """By any method, on columns or expressions, of all rows or some."""
    table = world.table()
    _create_index(world, table, world.fresh(table.schema))


@kind(2)
def attach_index(world: World) -> None:
    """Of a partition to that of its table, one by one."""
    table = world.pick([t for t in world.tables() if t.by])
    child = world.pick([t for t in world.children(table) if t.bound])
    column = world.column(table, "number", "time", "text")
    whole = Thing("index", world.fresh(table.schema), table.schema, owner=table, uses=[column], text="btree")
    world.say(f"CREATE INDEX {identifier(whole.name)} ON ONLY {table.sql} ({column.sql})", whole)
    part = world.fresh(child.schema)
    world.say(f"CREATE INDEX {identifier(part)} ON {child.sql} ({column.sql})")
    world.say(f"ALTER INDEX {whole.sql} ATTACH PARTITION {identifier(child.schema)}.{identifier(part)}")


@kind(2)
def recreate_index(world: World) -> None:
    """Dropped, and another made under its name."""
    index = world.pick([i for i in world.of("index") if isinstance(i.owner, Table) and not i.owner.parent])
    assert index.owner is not None
    world.say(f"DROP INDEX {index.sql}")
    world.forget(index)
    _create_index(world, index.owner, index.name)


@kind(3)
def change_index(world: World) -> None:
    """Its storage parameters or statistics."""
    index = world.pick([i for i in world.of("index") if not (isinstance(i.owner, Table) and i.owner.by)])
    actions = {"gin": ["SET (fastupdate=off)", "RESET (fastupdate)"], "brin": ["SET (pages_per_range=8)"]}
    world.say(
        f"ALTER INDEX {index.sql} {world.pick(actions.get(index.text, ['SET (fillfactor=50)', 'RESET (fillfactor)']))}"
    )


# Views


def _query(world: World) -> tuple[str, list[str], list[Thing]]:
    """Text of a query, names of its columns, what it uses."""
    views = world.of("view")
    if views and world.chance(0.2):
        view = world.pick(views)
        names = world.some(view.labels, 3)
        return f"SELECT {identifiers(names)} FROM {view.sql}", names, [view]
    table = world.table()
    columns = world.some(world.columns(table), 4)
    names, uses = [c.name for c in columns], [*columns, table]
    listed = ", ".join(f"t.{c.sql}" for c in columns)
    grouped = len(table.key) == 1 and not table.by and not table.parent
    style = world.random.randint(0, 6)
    text = f"SELECT {listed} FROM {table.sql} AS t"
    filtered = [c for c in world.columns(table) if c.family in FILTERS and c.of is None]
    if style == 0 and grouped:
        # Columns of the group come from the key: the view depends on the constraint.
        key = table.key[0]
        extra = [c for c in world.owned(table, "constraint") if c.text == "key"]
        return (
            f"SELECT {listed}, count(*) AS how_many FROM {table.sql} AS t GROUP BY t.{key.sql}",
            [*names, "how_many"],
            [
                *uses,
                key,
                *extra,
            ],
        )
    if style == 1:
        other = world.table()
        return f"{text} LEFT JOIN {other.sql} AS o ON true WHERE o.tableoid IS NOT NULL", names, [*uses, other]
    if style == 2:
        alias = world.fresh()
        constant = world.text()
        return f"SELECT {listed}, {constant}::text AS {identifier(alias)} FROM {table.sql} AS t", [*names, alias], uses
    functions = [f for f in world.of("function") if f.text in ("sql", "return")]
    whole = [c for c in world.columns(table) if c.base == "integer" and not c.of]
    if style == 5 and functions and whole:
        function, column = world.pick(functions), world.pick(whole)
        call = f"{function.sql}(t.{column.sql}) AS called"
        return f"SELECT {listed}, {call} FROM {table.sql} AS t", [*names, "called"], [*uses, column, function]
    if style == 3:
        return (
            f"WITH x AS (SELECT * FROM {table.sql}) SELECT {listed} FROM x AS t",
            names,
            [*uses, *world.columns(table)],
        )
    if filtered and style < 6:
        column = world.pick(filtered)
        return f"{text} WHERE {FILTERS[column.family].format(c='t.' + column.sql)}", names, [*uses, column]
    return text, names, uses


def _create_view(world: World, name: str, schema: str, verb: str = "CREATE") -> None:
    query, names, uses = _query(world)
    view = Thing("view", name, schema, uses=uses, labels=names, text=query)
    options = world.pick(["", "", "", " WITH (security_barrier=true)", " WITH (security_invoker=true)"])
    simple = " AS t WHERE" in query and "count(*)" not in query
    ending = " WITH LOCAL CHECK OPTION" if simple and world.chance(0.2) else ""
    world.say(f"{verb} VIEW {view.sql}{options} AS {query}{ending}", view)


@kind(5)
def create_view(world: World) -> None:
    """On a table, a join, a view or groups by a key."""
    schema = world.schema()
    _create_view(world, world.fresh(schema), schema)


@kind(3)
def recreate_view(world: World) -> None:
    """Dropped, and another made under its name."""
    view = world.pick(world.of("view"))
    world.say(f"DROP VIEW {view.sql} CASCADE")
    world.forget(view)
    _create_view(world, view.name, view.schema)


@kind(3)
def replace_view(world: World) -> None:
    """One more column at its end."""
    view = world.pick([v for v in world.of("view") if v.text.startswith("SELECT t.") and " FROM " in v.text])
    alias = world.fresh()
    if alias in view.labels:
        raise NotNow
    head, _, tail = view.text.partition(" FROM ")
    if "count(*)" in head:
        raise NotNow
    view.text = f"{head}, {world.text()}::text AS {identifier(alias)} FROM {tail}"
    view.labels.append(alias)
    world.say(f"CREATE OR REPLACE VIEW {view.sql} AS {view.text}")


@kind(3)
def change_view(world: World) -> None:
    """Its options, a column's name or default."""
    view = world.pick(world.of("view"))
    actions = ["SET (security_barrier=true)", "RESET (security_barrier)", "SET (security_invoker=on)"]
    column = world.pick(view.labels)
    actions.append(f"ALTER COLUMN {identifier(column)} SET DEFAULT NULL")
    if world.chance(0.4) and not world.dependents(view)[1:]:
        name = world.fresh()
        if name not in view.labels:
            view.labels[view.labels.index(column)] = name
            view.text = ""
            world.say(f"ALTER VIEW {view.sql} RENAME COLUMN {identifier(column)} TO {identifier(name)}")
            return
    world.say(f"ALTER VIEW {view.sql} {world.pick(actions)}")


@kind(3)
def create_materialized_view(world: World) -> None:
    """With or without its rows, and perhaps an index."""
    query, names, uses = _query(world)
    schema = world.schema()
    view = Thing("materialized view", world.fresh(schema), schema, uses=uses, labels=names)
    options = world.pick(["", "", " WITH (fillfactor=85)"])
    ending = world.pick(["", "", " WITH NO DATA"])
    world.say(f"CREATE MATERIALIZED VIEW {view.sql}{options} AS {query}{ending}", view)
    if world.chance(0.5):
        index = Thing("index", world.fresh(schema), schema, owner=view, text="btree")
        world.say(f"CREATE INDEX {identifier(index.name)} ON {view.sql} ({identifier(world.pick(names))})", index)


@kind(2)
def refresh_materialized_view(world: World) -> None:
    """With or without data."""
    view = world.pick(world.of("materialized view"))
    world.say(f"REFRESH MATERIALIZED VIEW {view.sql}{world.pick(['', ' WITH NO DATA'])}")


# Functions and triggers


def _function_text(world: World, function: Thing) -> str:
    """CREATE OR REPLACE of it, with another body each time."""
    number = world.random.randint(1, 99)
    attributes = world.pick(
        ["", " STRICT", " COST 7", " PARALLEL SAFE", " SECURITY DEFINER SET search_path = pg_catalog"]
    )
    head = f"CREATE OR REPLACE FUNCTION {function.sql}"
    match function.text:
        case "sql":
            return f"{head}(integer) RETURNS integer LANGUAGE sql IMMUTABLE{attributes} AS $f$SELECT $1 + {number}$f$"
        case "return":
            return f"{head}(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a * {number}"
        case "nothing":
            return f"{head}() RETURNS integer LANGUAGE sql STABLE{attributes} AS 'SELECT {number}'"
        case "trigger":
            words = f"\nBEGIN\n  -- {world.random.choice(TEXTS)!r}\n  RETURN NEW;\nEND"
            return f"{head}() RETURNS trigger LANGUAGE plpgsql AS {dollar_quoted(words)}"
        case "statement":
            return f"{head}() RETURNS trigger LANGUAGE plpgsql AS {dollar_quoted('BEGIN RETURN NULL; END')}"
        case _:
            body = dollar_quoted(f"BEGIN RAISE NOTICE '%', {world.text()}; RETURN b; END")
            return f"{head}(a text, b text DEFAULT {world.text()}) RETURNS text LANGUAGE plpgsql{attributes} AS {body}"


@kind(4)
def create_function(world: World) -> None:
    """In SQL or PL/pgSQL, for defaults, checks, triggers or nothing."""
    schema = world.schema()
    function = Thing("function", world.fresh(schema), schema)
    function.text = world.pick(["sql", "return", "nothing", "trigger", "trigger", "statement", "text"])
    function.arguments = {"sql": "integer", "return": "integer", "text": "text, text"}.get(function.text, "")
    function.base = {"trigger": "trigger", "statement": "trigger", "text": "text"}.get(function.text, "integer")
    world.say(_function_text(world, function), function)


@kind(2)
def create_function_over_table(world: World) -> None:
    """An SQL-standard body, a row as argument or as result: it depends on the table."""
    table = world.table()
    column = world.column(table)
    function = Thing("function", world.fresh("public"), "public", uses=[table], text="over table", base="other")
    style = world.random.randint(0, 4)
    head = f"CREATE FUNCTION {function.sql}"
    made = world.of("enum", "domain", "composite")
    if style == 4 and made:
        of = world.pick(made)
        function.uses, function.arguments = [of], f"{of.sql}, {of.sql}[]"
        world.say(f"{head}(a {of.sql}, VARIADIC b {of.sql}[]) RETURNS {of.sql} LANGUAGE sql AS 'SELECT $1'", function)
        return
    if style == 0:
        function.uses.append(column)
        body = f"BEGIN ATOMIC SELECT count({column.sql}) FROM {table.sql}; END"
        world.say(f"{head}() RETURNS bigint LANGUAGE sql {body}", function)
    elif style == 1:
        function.arguments = table.sql
        world.say(f"{head}({table.sql}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'", function)
    elif style == 2:
        query = dollar_quoted(f"SELECT * FROM {table.sql}")
        world.say(f"{head}() RETURNS SETOF {table.sql} LANGUAGE sql STABLE ROWS 5 AS {query}", function)
    else:
        function.kind, function.arguments = "procedure", "integer"
        body = dollar_quoted(f"BEGIN PERFORM 1 FROM {table.sql}; END")
        world.say(f"CREATE PROCEDURE {function.sql}(INOUT a integer) LANGUAGE plpgsql AS {body}", function)


@kind(1)
def create_aggregate(world: World) -> None:
    """Over integers."""
    aggregate = Thing("aggregate", world.fresh("public"), "public", arguments="integer", base="other")
    world.say(f"CREATE AGGREGATE {aggregate.sql}(integer) (sfunc = int4pl, stype = integer, initcond = '0')", aggregate)


@kind(4)
def replace_function(world: World) -> None:
    """Another body or other attributes."""
    functions = [f for f in world.of("function") if f.text != "over table"]
    function = world.pick(functions)
    world.say(_function_text(world, function))


@kind(2)
def change_function(world: World) -> None:
    """Attributes and settings."""
    function = world.pick(world.of("function"))
    actions = ["STABLE", "VOLATILE", "SECURITY DEFINER", "SECURITY INVOKER", "COST 55", "SET work_mem = '5MB'"]
    actions += ["RESET ALL", "PARALLEL RESTRICTED", "SET search_path = public, pg_temp", "LEAKPROOF"]
    world.say(f"ALTER {function.address} {world.pick(actions[:-1])}")


@kind(4)
def create_trigger(world: World) -> None:
    """For rows or statements, on a table or a view."""
    function = world.pick([f for f in world.of("function") if f.base == "trigger"])
    views = [v for v in world.of("view") if function.text == "trigger"]
    if views and world.chance(0.15):
        view = world.pick(views)
        trigger = Thing("trigger", world.fresh(), owner=view, uses=[function])
        on = f"INSTEAD OF INSERT OR UPDATE ON {view.sql} FOR EACH ROW"
        world.say(f"CREATE TRIGGER {trigger.sql} {on} EXECUTE FUNCTION {function.sql}()", trigger)
        return
    table = world.table()
    trigger = Thing("trigger", world.fresh(), owner=table, uses=[function])
    how, word = _trigger_shape(world, table, function, trigger)
    arguments = world.text() if world.chance(0.2) else ""
    world.say(f"CREATE {word}TRIGGER {trigger.sql} {how} EXECUTE FUNCTION {function.sql}({arguments})", trigger)


def _trigger_shape(world: World, table: Table, function: Thing, trigger: Thing) -> tuple[str, str]:
    if function.text == "statement":
        if world.chance(0.4) and not table.parent and not table.by:
            return f"AFTER UPDATE ON {table.sql} REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT", ""
        return f"AFTER {world.pick(['INSERT', 'DELETE OR TRUNCATE', 'UPDATE'])} ON {table.sql} FOR EACH STATEMENT", ""
    style = world.random.randint(0, 3)
    column = world.column(table)
    if style == 0:
        trigger.uses.append(column)
        return f"BEFORE UPDATE OF {column.sql} ON {table.sql} FOR EACH ROW", ""
    if style == 1 and column.family in FILTERS and not column.generated:
        trigger.uses.append(column)
        when = FILTERS[column.family].format(c=f"NEW.{column.sql}")
        return f"AFTER INSERT OR UPDATE ON {table.sql} FOR EACH ROW WHEN ({when})", ""
    if style == 2:
        return f"AFTER INSERT ON {table.sql} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW", "CONSTRAINT "
    return f"BEFORE INSERT OR DELETE ON {table.sql} FOR EACH ROW", ""


@kind(3)
def switch_trigger(world: World) -> None:
    """Enabled in one of its ways, or disabled."""
    trigger = world.pick([t for t in world.of("trigger") if isinstance(t.owner, Table)])
    assert trigger.owner is not None
    way = world.pick(["DISABLE", "DISABLE", "ENABLE", "ENABLE ALWAYS", "ENABLE REPLICA"])
    world.say(f"ALTER TABLE {trigger.owner.sql} {way} TRIGGER {trigger.sql}")


@kind(2)
def create_rule(world: World) -> None:
    """Something else, or something more, happens."""
    table = world.pick([t for t in world.tables() if not t.parent and not t.by])
    rule = Thing("rule", world.fresh(), owner=table)
    event = world.pick(["UPDATE", "DELETE"])
    column = world.column(table)
    rule.uses = [column]
    body = world.pick(["DO INSTEAD NOTHING", f"DO ALSO SELECT {column.sql} FROM {table.sql}", "DO ALSO NOTIFY seen"])
    where = f" WHERE OLD.{column.sql} IS NULL" if world.chance(0.5) else ""
    where = "" if "NOTIFY" in body else where
    world.say(f"CREATE RULE {rule.sql} AS ON {event} TO {table.sql}{where} {body}", rule)


@kind(2)
def switch_rule(world: World) -> None:
    """Enabled in one of its ways, or disabled."""
    rule = world.pick(world.of("rule"))
    assert rule.owner is not None
    world.say(f"ALTER TABLE {rule.owner.sql} {world.pick(['DISABLE', 'ENABLE', 'ENABLE ALWAYS'])} RULE {rule.sql}")


# Sequences and types


@kind(2)
def create_sequence(world: World) -> None:
    """With any options, perhaps owned by a column."""
    schema = world.schema()
    sequence = Thing("sequence", world.fresh(schema), schema)
    options = [
        "",
        " INCREMENT -1 MAXVALUE 50 MINVALUE -50 START 3 CYCLE",
        " AS smallint CACHE 5",
        " START 42 INCREMENT 10",
    ]
    world.say(f"CREATE SEQUENCE {sequence.sql}{world.pick(options)}", sequence)
    if world.chance(0.4):
        table = world.pick([t for t in world.tables() if t.schema == schema])
        column = world.column(table)
        world.say(f"ALTER SEQUENCE {sequence.sql} OWNED BY {table.sql}.{column.sql}")
        sequence.uses = [column]


@kind(3)
def change_sequence(world: World) -> None:
    """Options, owner or where it stands."""
    sequence = world.pick(world.of("sequence"))
    actions = [
        "INCREMENT 3",
        "CYCLE",
        "CACHE 20",
        "RESTART WITH 5",
        "MINVALUE -100 START 1",
        "NO CYCLE",
        "OWNED BY NONE",
    ]
    actions += ["AS bigint MAXVALUE 5000000000"]
    action = world.pick(actions)
    if "OWNED" in action:
        sequence.uses = []
    world.say(f"ALTER SEQUENCE {sequence.sql} {action}")


@kind(2)
def create_enum(world: World) -> None:
    """Of hostile labels too."""
    schema = world.schema()
    labels = world.random.sample(
        [*PLAIN[:6], "it's", "back\\slash", "$$", "", "Ünï", 'do"uble'], world.random.randint(1, 4)
    )
    enum = Thing("enum", world.fresh(schema), schema, labels=labels)
    world.say(f"CREATE TYPE {enum.sql} AS ENUM ({', '.join(literal(label).strip() for label in labels)})", enum)


@kind(3)
def change_enum(world: World) -> None:
    """One more label or another name of one."""
    enum = world.pick(world.of("enum"))
    free = [label for label in ["new'er", "late\\r", "mid", "x" * MAX_BYTES, "🐘"] if label not in enum.labels]
    label = world.pick(free)
    if enum.labels and world.chance(0.25):
        place = world.random.randrange(len(enum.labels))
        one = literal(enum.labels[place]).strip()
        world.say(f"ALTER TYPE {enum.sql} RENAME VALUE {one} TO {literal(label).strip()}")
        enum.labels[place] = label
        return
    where = ""
    place = len(enum.labels)
    if enum.labels and world.chance(0.6):
        place = world.random.randrange(len(enum.labels))
        where = f" BEFORE {literal(enum.labels[place]).strip()}"
    world.say(f"ALTER TYPE {enum.sql} ADD VALUE {literal(label).strip()}{where}")
    enum.labels.insert(place, label)


@kind(2)
def remake_enum(world: World) -> None:
    """A type in use gives way to another of its name: the way a label is removed."""
    enum = world.pick([e for e in world.of("enum") if len(e.labels) > 1])
    users = [c for t in world.tables() for c in world.columns(t) if c.of is enum]
    if len(users) > 1 or any(world.pinned(c) or c.default or c.inherited for c in users):
        raise NotNow
    for column in users:
        assert column.owner is not None
        column.of, column.base = None, "text"
        world.say(f"ALTER TABLE {column.owner.sql} ALTER COLUMN {column.sql} TYPE text")
    enum.labels = list(reversed(enum.labels))
    world.say(f"DROP TYPE {enum.sql} CASCADE")
    gone = [t for t in world.dependents(enum)[1:] if t not in users]
    world.things = [t for t in world.things if t not in gone]
    world.say(f"CREATE TYPE {enum.sql} AS ENUM ({', '.join(literal(label).strip() for label in enum.labels)})")
    for column in users:
        assert column.owner is not None
        using = f"{column.sql}::text::{enum.sql}"
        world.say(f"ALTER TABLE {column.owner.sql} ALTER COLUMN {column.sql} TYPE {enum.sql} USING {using}")
        column.of = enum


@kind(2)
def create_domain(world: World) -> None:
    """Over a base type, with a default and a check."""
    schema = world.schema()
    base = world.pick(["text", "integer", "numeric(8,2)", "character varying(20)"])
    domain = Thing("domain", world.fresh(schema), schema, base=base)
    parts = [f"CREATE DOMAIN {domain.sql} AS {base}"]
    if world.chance(0.3):
        parts.append(f"DEFAULT {world.pick(DEFAULTS[FAMILIES[base]][:3])}")
    if world.chance(0.6):
        check = world.pick(CHECKS[FAMILIES[base]]).format(c="VALUE")
        parts.append(f"CONSTRAINT {identifier(world.fresh())} CHECK ({check})")
    world.say(" ".join(parts), domain)


@kind(3)
def change_domain(world: World) -> None:
    """A check, a default, NOT NULL."""
    domain = world.pick(world.of("domain"))
    family = FAMILIES[domain.base]
    checks = world.owned(domain, "constraint")
    if checks and world.chance(0.5):
        check = world.pick(checks)
        if world.chance(0.5):
            name = world.fresh()
            world.say(f"ALTER DOMAIN {domain.sql} RENAME CONSTRAINT {check.sql} TO {identifier(name)}")
            check.name = name
        elif "NOT VALID" in check.text and world.chance(0.7):
            check.text = ""
            world.say(f"ALTER DOMAIN {domain.sql} VALIDATE CONSTRAINT {check.sql}")
        else:
            world.say(f"ALTER DOMAIN {domain.sql} DROP CONSTRAINT {check.sql}")
            world.forget(check)
        return
    if world.chance(0.4):
        check = Thing("constraint", world.fresh(), owner=domain, text=world.pick(["", " NOT VALID"]))
        expression = world.pick(CHECKS[family]).format(c="VALUE")
        world.say(f"ALTER DOMAIN {domain.sql} ADD CONSTRAINT {check.sql} CHECK ({expression}){check.text}", check)
        return
    actions = [f"SET DEFAULT {world.pick(DEFAULTS[family][:3])}", "DROP DEFAULT", "SET NOT NULL", "DROP NOT NULL"]
    world.say(f"ALTER DOMAIN {domain.sql} {world.pick(actions)}")


@kind(2)
def create_composite(world: World) -> None:
    """With a few attributes."""
    schema = world.schema()
    names = world.random.sample(PLAIN + HOSTILE, world.random.randint(1, 3))
    composite = Thing("composite", world.fresh(schema), schema, labels=names)
    types = ["integer", "text", 'text COLLATE "C"', "numeric(8,2)"]
    lines = ", ".join(f"{identifier(name)} {world.pick(types)}" for name in names)
    world.say(f"CREATE TYPE {composite.sql} AS ({lines})", composite)


@kind(2)
def change_composite(world: World) -> None:
    """An attribute more, less, other or otherwise called."""
    composite = world.pick(world.of("composite"))
    used = world.dependents(composite)[1:]
    name = world.fresh()
    if name in composite.labels:
        raise NotNow
    own = world.pick(composite.labels)
    style = world.random.randint(0, 3)
    cascade = " CASCADE" if used else ""
    if style == 0 or len(composite.labels) < 2:
        composite.labels.append(name)
        action = f"ADD ATTRIBUTE {identifier(name)} integer{cascade}"
    elif style == 1:
        composite.labels.remove(own)
        action = f"DROP ATTRIBUTE {identifier(own)}{cascade}"
    elif style == 2 and not used:
        action = f"ALTER ATTRIBUTE {identifier(own)} TYPE text"
    else:
        composite.labels[composite.labels.index(own)] = name
        action = f"RENAME ATTRIBUTE {identifier(own)} TO {identifier(name)}{cascade}"
    world.say(f"ALTER TYPE {composite.sql} {action}")


@kind(1)
def create_range(world: World) -> None:
    """Over integers; its multirange gets a name by itself."""
    made = Thing("range", world.fresh("public"), "public")
    world.say(f"CREATE TYPE {made.sql} AS RANGE (subtype = integer)", made)


@kind(1)
def create_rarity(world: World) -> None:
    """A collation, a text search configuration or an operator."""
    word, definition = world.pick(
        [
            ("collation", ' FROM "C"'),
            ("text search configuration", " (COPY = pg_catalog.simple)"),
            ("text search dictionary", " (TEMPLATE = pg_catalog.simple, stopwords = english)"),
        ]
    )
    made = Thing(word, world.fresh("public"), "public")
    world.say(f"CREATE {word.upper()} {made.sql}{definition}", made)


# Policies, statistics, publications, privileges, comments


@kind(3)
def create_policy(world: World) -> None:
    """For a command and a role."""
    table = world.table()
    column = world.pick([c for c in world.columns(table) if c.family in FILTERS])
    policy = Thing("policy", world.fresh(), owner=table, uses=[column])
    condition = FILTERS[column.family].format(c=column.sql)
    if world.chance(0.2):
        other = world.table()
        condition = f"{condition} AND EXISTS (SELECT FROM {other.sql})"
        policy.uses.append(other)
    command = world.pick(["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"])
    using = f" USING ({condition})" if command != "INSERT" else ""
    check = (
        f" WITH CHECK ({condition})"
        if command in ("ALL", "INSERT", "UPDATE") and (world.chance(0.5) or not using)
        else ""
    )
    policy.text = command
    to = world.pick(["", f" TO {identifier(world.pick(ROLES))}", f" TO {identifiers(ROLES)}", " TO CURRENT_USER"])
    world.say(
        f"CREATE POLICY {policy.sql} ON {table.sql} AS {world.pick(['PERMISSIVE', 'RESTRICTIVE'])}"
        f" FOR {command}{to}{using}{check}",
        policy,
    )
    if not table.secured and world.chance(0.5):
        table.secured = True
        world.say(f"ALTER TABLE {table.sql} ENABLE ROW LEVEL SECURITY")


@kind(4)
def change_policy(world: World) -> None:
    """Its roles or condition."""
    policy = world.pick(world.of("policy"))
    assert policy.owner is not None
    actions = [f"TO {identifier(world.pick(ROLES))}", "TO PUBLIC"]
    if policy.text in ("ALL", "SELECT", "UPDATE", "DELETE"):
        actions.append(f"USING ({world.text()} <> 'x')")
    world.say(f"ALTER POLICY {policy.sql} ON {policy.owner.sql} {world.pick(actions)}")


@kind(2)
def create_statistics(world: World) -> None:
    """Of two columns or an expression."""
    table = world.table()
    plain = [c for c in world.columns(table) if c.family in _COMPARED and not c.generated]
    if len(plain) < 2:
        raise NotNow
    columns = world.random.sample(plain, 2)
    statistics = Thing("statistics", world.fresh(table.schema), table.schema, owner=table, uses=[*columns])
    how = world.pick(["", " (ndistinct)", " (dependencies, mcv)", " (ndistinct, dependencies, mcv)"])
    listed = ", ".join(c.sql for c in columns)
    if columns[0].family in EXPRESSIONS and columns[0].of is None and world.chance(0.3):
        listed += f", ({world.pick(EXPRESSIONS[columns[0].family]).format(c=columns[0].sql)})"
    world.say(f"CREATE STATISTICS {statistics.sql}{how} ON {listed} FROM {table.sql}", statistics)


@kind(2)
def change_statistics(world: World) -> None:
    """Their target."""
    world.say(f"ALTER STATISTICS {world.pick(world.of('statistics')).sql} SET STATISTICS {world.pick([0, 55, -1])}")


@kind(2)
def create_publication(world: World) -> None:
    """Of some tables, columns and rows."""
    publication = Thing("publication", world.fresh())
    options = world.pick(["", " WITH (publish = 'insert, truncate')", " WITH (publish_via_partition_root = true)"])
    if world.chance(0.2):
        world.say(f"CREATE PUBLICATION {publication.sql}{options}", publication)
        return
    tables = [t for t in world.some(world.tables(), 2) if not t.unlogged]
    entries = ", ".join(_published(world, t, publication) for t in tables)
    world.say(
        f"CREATE PUBLICATION {publication.sql} FOR TABLE {entries}{options}" if tables else "SELECT 1", publication
    )


def _published(world: World, table: Table, publication: Thing) -> str:
    columns = [c for c in world.columns(table) if c.family in FILTERS and c.of is None and not c.generated]
    if table.by or not columns or not world.chance(0.3):
        return table.sql
    column = world.pick(columns)
    publication.uses.append(column)
    if world.chance(0.5):
        return f"{table.sql} ({column.sql})"
    return f"{table.sql} WHERE ({FILTERS[column.family].format(c=column.sql)})"


@kind(4)
def change_publication(world: World) -> None:
    """Its tables or options."""
    publication = world.pick(world.of("publication"))
    table = world.pick([t for t in world.tables() if not t.unlogged])
    actions = [f"ADD TABLE {table.sql}", f"SET TABLE {table.sql}", "SET (publish = 'update')"]
    actions += ["SET (publish_via_partition_root = true)"]
    world.say(f"ALTER PUBLICATION {publication.sql} {world.pick(actions)}")


@kind(5)
def grant(world: World) -> None:
    """Or revoke, on anything."""
    role = world.pick([*(identifier(each) for each in ROLES), "PUBLIC"])
    thing = world.pick(world.of("table", "table", "view", "sequence", "function", "schema", "enum", "domain", "column"))
    privileges = {
        "table": ["SELECT", "INSERT, UPDATE", "ALL", "TRIGGER, REFERENCES"],
        "view": ["SELECT", "ALL"],
        "column": ["SELECT ({})", "UPDATE ({}), INSERT ({})", "REFERENCES ({})"],
        "sequence": ["USAGE", "SELECT, UPDATE"],
        "function": ["EXECUTE"],
        "schema": ["USAGE", "CREATE"],
        "enum": ["USAGE"],
        "domain": ["USAGE"],
    }
    privilege = world.pick(privileges[thing.kind]).format(thing.sql, thing.sql)
    on = thing.owner.sql if thing.kind == "column" and thing.owner else thing.address
    on = on.removeprefix("VIEW ").removeprefix("DOMAIN ").removeprefix("TYPE ")
    on = f"TYPE {on}" if thing.kind in ("enum", "domain") else on
    if world.chance(0.3):
        world.say(f"REVOKE {privilege} ON {on} FROM {role}")
        return
    option = " WITH GRANT OPTION" if role != "PUBLIC" and world.chance(0.15) else ""
    world.say(f"GRANT {privilege} ON {on} TO {role}{option}")


@kind(2)
def change_owner(world: World) -> None:
    """Somebody else's, who may do in the schema what an owner must."""
    kinds = ("table", "view", "materialized view", "sequence", "function", "enum", "domain", "statistics")
    thing = world.pick([t for t in world.of(*kinds) if t.owner is None and not (t.kind == "sequence" and t.uses)])
    role = identifier(world.pick(ROLES))
    world.say(f"GRANT CREATE, USAGE ON SCHEMA {identifier(thing.schema)} TO {role}")
    world.say(f"ALTER {thing.address} OWNER TO {role}")


@kind(1)
def create_extension(world: World) -> None:
    """One that needs no superuser."""
    taken = [t.name for t in world.of("extension")]
    free = [name for name in ("citext", "hstore", "pg_trgm", "btree_gist") if name not in taken]
    extension = Thing("extension", world.pick(free))
    within = world.schema()
    extension.uses = [s for s in world.of("schema") if s.name == within and within != "public"]
    world.say(f"CREATE EXTENSION {extension.sql} WITH SCHEMA {identifier(within)}", extension)


@kind(2)
def default_privileges(world: World) -> None:
    """What later objects grant."""
    role = world.pick([*(identifier(each) for each in ROLES), "PUBLIC"])
    what = world.pick(
        ["SELECT ON TABLES", "EXECUTE ON FUNCTIONS", "USAGE ON SEQUENCES", "USAGE ON TYPES", "ALL ON TABLES"]
    )
    within = f" IN SCHEMA {identifier(world.schema())}" if world.chance(0.6) else ""
    verb = f"REVOKE {what} FROM" if world.chance(0.2) else f"GRANT {what} TO"
    world.say(f"ALTER DEFAULT PRIVILEGES{within} {verb} {role}")


@kind(6)
def comment(world: World) -> None:
    """On anything, or none any more."""
    thing = world.pick([t for t in world.things if t.kind != "schema" or t.name != "public"])
    if thing.kind == "constraint" and isinstance(thing.owner, Table) and thing.owner.parent:
        raise NotNow
    text = "NULL" if world.chance(0.15) else world.text()
    world.say(f"COMMENT ON {thing.address} IS {text}")


# Any object


_DROPPED = (
    "index", "view", "materialized view", "function", "procedure", "trigger", "sequence", "enum", "domain", "composite",
    "range", "policy", "extension", "rule", "statistics", "publication", "aggregate", "collation",
    "text search configuration",
)  # fmt: skip


@kind(12)
def drop_any(world: World) -> None:
    """Anything but tables, columns, constraints and schemas."""
    thing = world.pick(world.of(world.pick([kind for kind in _DROPPED if world.of(kind)])))
    word = "" if thing.kind in ("publication", "statistics") else world.cascade(thing)
    world.say(f"DROP {thing.address}{word}")
    world.forget(thing)


@kind(5)
def rename_any(world: World) -> None:
    """Anything but tables, columns, constraints and schemas."""
    thing = world.pick(world.of(world.pick([kind for kind in _DROPPED if kind != "extension" and world.of(kind)])))
    name = world.fresh(thing.schema)
    world.say(f"ALTER {thing.address} RENAME TO {identifier(name)}")
    thing.name = name


@kind(3)
def move_any(world: World) -> None:
    """Into another schema."""
    kinds = ("view", "materialized view", "function", "sequence", "enum", "domain", "composite", "statistics")
    thing = world.pick([t for t in world.of(world.pick(kinds)) if not (t.kind == "sequence" and t.uses)])
    schema = world.pick([s.name for s in world.of("schema") if s.name != thing.schema])
    world.say(f"ALTER {thing.address} SET SCHEMA {identifier(schema)}")
    thing.schema = schema
    for index in world.owned(thing, "index"):
        index.schema = schema


@kind(2)
def recreate_any(world: World) -> None:
    """Something else under the name of a function, sequence or type."""
    thing = world.pick(world.of("function", "sequence", "enum", "domain", "composite"))
    world.say(f"DROP {thing.address} CASCADE")
    world.forget(thing)
    again = Thing(thing.kind, thing.name, thing.schema)
    match world.random.randint(0, 3):
        case 0:
            again.kind, again.labels = "enum", ["one", "two"]
            world.say(f"CREATE TYPE {again.sql} AS ENUM ('one', 'two')", again)
        case 1:
            again.kind, again.base = "domain", "integer"
            world.say(f"CREATE DOMAIN {again.sql} AS integer", again)
        case 2:
            again.kind = "sequence"
            world.say(f"CREATE SEQUENCE {again.sql}", again)
        case _:
            again.kind, again.text, again.base = "function", "nothing", "integer"
            world.say(_function_text(world, again), again)


@kind(2)
def create_schema(world: World) -> None:
    """One more."""
    schema = Thing("schema", world.fresh())
    world.say(f"CREATE SCHEMA {schema.sql}", schema)


@kind(1)
def drop_schema(world: World) -> None:
    """With what is in it."""
    schema = world.pick([s for s in world.of("schema") if s.name != "public"])
    inside = [t for t in world.things if t.schema == schema.name]
    if sum(isinstance(t, Table) for t in inside) > 1:
        raise NotNow
    world.say(f"DROP SCHEMA {schema.sql}{' CASCADE' if inside else ''}")
    for thing in inside:
        _forget_table(world, thing) if isinstance(thing, Table) else world.forget(thing)
    world.forget(schema)


@kind(4, renames=True)
def rename_schema(world: World) -> None:
    """With what is in it."""
    schema = world.pick([s for s in world.of("schema") if s.name != "public"])
    name = world.fresh()
    world.say(f"ALTER SCHEMA {schema.sql} RENAME TO {identifier(name)}")
    for thing in world.things:
        thing.schema = name if thing.schema == schema.name else thing.schema
    schema.name = name


# Sequences of them

_FIRST = ("create_enum", "create_domain", "create_composite", "create_function", "create_function", "create_sequence")
_LATER = """
    create_index create_index create_index create_view create_view create_materialized_view create_trigger
    create_trigger attach_index create_policy create_statistics add_check add_unique add_foreign_key comment comment
    grant grant add_generated_column create_rule create_publication create_function_over_table default_privileges
    create_extension change_owner change_identity change_column_facts add_exclusion switch_trigger create_child
    create_range create_aggregate create_rarity replace_view create_typed_table identify_replicas_by_index
    change_table_facts
""".split()


def sequence_of(seed: int) -> Sequenced:
    """Everything a seed stands for."""
    world = World(seed)
    for name in ("create_schema",) * world.random.randint(0, 2):
        world.say_kind(name)
    for name in world.random.choices(_FIRST, k=world.random.randint(1, 5)):
        world.say_kind(name)
    for _ in range(world.random.randint(2, 5)):
        world.say_kind("create_partitioned_table" if world.chance(0.2) else "create_table")
        table = world.tables()[-1]
        while table.parent:
            table = table.parent
        world.now = "insert_rows"
        with suppress(NotNow):
            _insert(world, table, world.random.randint(3, 5))
    for name in world.random.choices(_LATER, k=world.random.randint(3, 16)):
        world.say_kind(name)
    size = len(world.said)
    _change(world)
    end = size + MOST_CHANGES
    return Sequenced(seed, tuple(world.said[:size]), tuple(world.said[size:end]), tuple(world.kinds[:end]))


def _change(world: World) -> None:
    """One to eight statements; only some sequences rename what holds rows, as no comparison by name can tell."""
    renaming = world.chance(0.2)
    names = [name for name, (_, renames, _) in KINDS.items() if renaming or not renames]
    weights = [KINDS[name][0] for name in names]
    wanted = len(world.said) + world.random.randint(1, MOST_CHANGES)
    for _ in range(1000):
        if len(world.said) >= wanted:
            return
        (name,) = world.random.choices(names, weights)
        world.say_kind(name)


def schema_and_changes(seed: int) -> tuple[list[str], list[str]]:
    """Statements that build a schema of some tables with rows, and one to eight statements that change it."""
    made = sequence_of(seed)
    return list(made.schema), list(made.change)


def sequences() -> st.SearchStrategy[Sequenced]:
    """Sequences for hypothesis, which shrinks them to a small seed and a short prefix of its change."""

    def cut(seed: int, length: int) -> Sequenced:
        made = sequence_of(seed)
        change = made.change[:length]
        return Sequenced(seed, made.schema, change, made.kinds[: len(made.schema) + len(change)])

    return st.builds(cut, st.integers(0, 2**32 - 1), st.integers(1, MOST_CHANGES))


async def shortened(statements: Sequence[str], fails: Callable[[list[str]], Awaitable[bool]]) -> list[str]:
    """The fewest statements found that still fail: ever smaller groups are left out while the failure stays.

    This is the minimising algorithm of Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input"
    (2002), without its test of the groups alone, as statements need those before them.
    """
    left = list(statements)
    size = max(len(left) // 2, 1)
    while left:
        removed = False
        # From the end: what comes last is needed by nothing after it.
        for start in range((len(left) - 1) // size * size, -1, -size):
            fewer = left[:start] + left[start + size :]
            if len(fewer) < len(left) and await fails(fewer):
                left, removed = fewer, True
        if size == 1 and not removed:
            break
        size = max(size // 2, 1)
    return left

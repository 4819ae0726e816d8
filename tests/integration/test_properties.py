"""Any change PostgreSQL accepts gets the same plan each time, and one that holds: schemas and changes are made up.

``MIGRATION_PLANNER_EXAMPLES=500`` looks longer than a test run does, and in other places each time.
"""

import os
import re
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, assume, given, note, settings
from hypothesis import strategies as st

from server import pipeline
from server.errors import ChangeError
from server.model.names import identifier, literal
from server.model.proof import Verdict
from server.postgres.shadow import Shadow
from tests.cases_runner import services_in, told

pytestmark = pytest.mark.anyio

EXAMPLES = int(os.environ.get("MIGRATION_PLANNER_EXAMPLES", "0"))
ROWS = 12

NAMES = [
    "items",
    "owner_id",
    "Total",
    "select",
    'quo"te',
    "it's",
    "sp ace",
    "naïve ü",
    "a.b",
    "$1",
    "per%cent",
    "x; --",
]
NAMES += ["t" * 63, "漢字", "status", "note", "kind", "size", "{}", "table"]
TYPES = {
    "int": ["0", "(41 + 1)"],
    "bigint": ["0", "9223372036854775807"],
    "smallint": ["1"],
    "text": ["''", "'it''s %'", "current_user"],
    "varchar(30)": ["'x'"],
    "numeric(8, 2)": ["0", "1.5"],
    "boolean": ["false", "(1 > 2)"],
    "date": ["'2020-02-29'", "CURRENT_DATE"],
    "timestamptz": ["now()", "'infinity'", "clock_timestamp()"],
    "uuid": ["gen_random_uuid()"],
    "jsonb": ["'{}'", "'[null]'"],
    "int[]": ["'{}'"],
}
WIDER = {
    "int": ["bigint", "numeric", "text"],
    "smallint": ["int", "bigint"],
    "varchar(30)": ["text", "varchar(60)"],
    "numeric(8, 2)": ["numeric(12, 2)", "numeric", "numeric(8, 1)"],
    "date": ["timestamptz", "text"],
    "boolean": ["text"],
    "bigint": ["numeric"],
}
# What made-up rows may fall foul of: data the change itself forbids, never a fault of the plan's own commands.
FORGIVEN = re.compile(r"rows of .* (agree in|break|refer to|have no value|hold values)|\[(22|23)\w{3}\]|written since")


@dataclass
class Column:
    """A column of a made-up table."""

    name: str
    type: str
    not_null: bool


@dataclass
class Table:
    """A made-up table; key names its primary key."""

    name: str
    key: tuple[str, ...]
    columns: list[Column]
    indexes: list[str] = field(default_factory=list)

    @property
    def sql(self) -> str:
        """Its name as SQL."""
        return identifier(self.name)


@dataclass(frozen=True)
class Example:
    """A schema and a change of it."""

    schema: str
    change: str


def chance(draw: st.DrawFn, of: int) -> bool:
    """True once in so many times."""
    return draw(st.integers(1, of)) == of


def _column(draw: st.DrawFn, name: str) -> tuple[Column, str]:
    type_name = draw(st.sampled_from(list(TYPES)))
    not_null = chance(draw, 3)
    parts = [identifier(name), type_name]
    if chance(draw, 3):
        parts.append(f"DEFAULT {draw(st.sampled_from(TYPES[type_name]))}")
    if not_null:
        parts.append("NOT NULL")
    if type_name in ("int", "numeric(8, 2)") and chance(draw, 4):
        parts.append(f"CHECK ({identifier(name)} >= -1000)")
    return Column(name=name, type=type_name, not_null=not_null), " ".join(parts)


def _table(draw: st.DrawFn, name: str, others: list[Table]) -> tuple[Table, list[str]]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True))
    made = [_column(draw, each) for each in names]
    lines = [line for _, line in made]
    table = Table(name=name, key=("id",), columns=[column for column, _ in made])
    match draw(st.sampled_from(["plain", "serial", "identity", "composite", "none"])):
        case "plain":
            lines.insert(0, "id int PRIMARY KEY")
        case "serial":
            lines.insert(0, "id serial PRIMARY KEY")
        case "identity":
            lines.insert(0, "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
        case "composite":
            lines[:0] = ["id int", "part text"]
            lines.append("PRIMARY KEY (id, part)")
            table.key = ("id", "part")
        case _:
            table.key = ()
    parents = [other for other in others if other.key == ("id",)]
    if parents and chance(draw, 2):
        parent = draw(st.sampled_from(parents))
        action = draw(st.sampled_from(["", " ON DELETE CASCADE", " ON DELETE SET NULL"]))
        lines.append(f"parent int REFERENCES {parent.sql}{action}")
    statements = [f"CREATE TABLE {table.sql} ({', '.join(lines)})"]
    if chance(draw, 2):
        statements.append(_index(draw, table))
    if chance(draw, 4):
        seen = ", ".join(identifier(column.name) for column in table.columns[:2])
        statements.append(f"CREATE VIEW {identifier(name[:50] + ' view')} AS SELECT {seen} FROM {table.sql}")
    return table, statements


def _index(draw: st.DrawFn, table: Table) -> str:
    column = draw(st.sampled_from([c for c in table.columns if c.type != "jsonb"] or table.columns))
    own = identifier(column.name)
    name = f"{table.name[:40]} index {len(table.indexes)}"
    table.indexes.append(name)
    forms = [
        f"({own})",
        f"({own} DESC) WHERE {own} IS NOT NULL",
        f"(({own}::text))" if column.type == "int" else f"({own})",
    ]
    return f"CREATE INDEX {identifier(name)} ON {table.sql} {draw(st.sampled_from(forms))}"


@dataclass(frozen=True)
class Place:
    """Where a change is made; what it does to names is noted for the statements after it."""

    draw: st.DrawFn
    tables: list[Table]
    table: Table
    column: Column
    new: str
    """A name nothing has yet."""

    @property
    def own(self) -> str:
        """The column's name as SQL."""
        return identifier(self.column.name)

    @property
    def alter(self) -> str:
        """How an ALTER TABLE of the table begins."""
        return f"ALTER TABLE {self.table.sql}"


def add_column(at: Place) -> str:
    """A column of any kind."""
    added, line = _column(at.draw, at.new)
    at.table.columns.append(added)
    return f"{at.alter} ADD COLUMN {line}"


def drop_column(at: Place) -> str:
    """With everything that stands on it."""
    at.table.columns.remove(at.column)
    assume(at.table.columns)
    return f"{at.alter} DROP COLUMN {at.own} CASCADE"


def drop_key(at: Place) -> str:
    """What tells rows apart, and what refers to it."""
    return f"{at.alter} DROP COLUMN id CASCADE"


def rename_column(at: Place) -> str:
    """Under another name."""
    text = f"{at.alter} RENAME COLUMN {at.own} TO {identifier(at.new)}"
    at.column.name = at.new
    return text


def rename_table(at: Place) -> str:
    """Under another name."""
    text = f"{at.alter} RENAME TO {identifier(at.new)}"
    at.table.name = at.new
    return text


def change_type(at: Place) -> str:
    """Wider, narrower or another kind."""
    assume(at.column.type in WIDER)
    wanted = at.draw(st.sampled_from(WIDER[at.column.type]))
    using = f" USING {at.own}::{wanted}" if chance(at.draw, 3) else ""
    return f"{at.alter} ALTER COLUMN {at.own} TYPE {wanted}{using}"


def change_not_null(at: Place) -> str:
    """The other way round."""
    return f"{at.alter} ALTER COLUMN {at.own} {'DROP' if at.column.not_null else 'SET'} NOT NULL"


def change_default(at: Place) -> str:
    """Set or dropped."""
    actions = [f"SET DEFAULT {value}" for value in TYPES[at.column.type]] + ["DROP DEFAULT"]
    return f"{at.alter} ALTER COLUMN {at.own} {at.draw(st.sampled_from(actions))}"


def create_index(at: Place) -> str:
    """On a column or an expression, of all rows or some."""
    return _index(at.draw, at.table)


def drop_index(at: Place) -> str:
    """One of the schema's."""
    assume(at.table.indexes)
    return f"DROP INDEX {identifier(at.table.indexes.pop())}"


def add_unique(at: Place) -> str:
    """On one column."""
    return f"{at.alter} ADD CONSTRAINT {identifier(at.new)} UNIQUE ({at.own})"


def add_check(at: Place) -> str:
    """One that made-up rows keep."""
    condition = f"{at.own} IS NULL OR {at.own}::text <> {literal('never %')}"
    return f"{at.alter} ADD CONSTRAINT {identifier(at.new)} CHECK ({condition})"


def add_foreign_key(at: Place) -> str:
    """To a table with a key of one column."""
    parents = [other for other in at.tables if other.key == ("id",)]
    assume(parents)
    parent = at.draw(st.sampled_from(parents))
    return f"{at.alter} ADD FOREIGN KEY ({at.own}) REFERENCES {parent.sql} ON DELETE CASCADE"


def drop_table(at: Place) -> str:
    """With everything that stands on it."""
    at.tables.remove(at.table)
    assume(at.tables)
    return f"DROP TABLE {at.table.sql} CASCADE"


def create_table(at: Place) -> str:
    """Like those of the schema."""
    made, statements = _table(at.draw, at.new, at.tables)
    at.tables.append(made)
    return statements[0]


def update(at: Place) -> str:
    """Some rows."""
    value = at.draw(st.sampled_from(TYPES[at.column.type]))
    return f"UPDATE {at.table.sql} SET {at.own} = {value} WHERE {at.own} IS NULL"


def delete(at: Place) -> str:
    """Some rows."""
    return f"DELETE FROM {at.table.sql} WHERE {at.own} IS NULL"


def comment(at: Place) -> str:
    """On a column."""
    return f"COMMENT ON COLUMN {at.table.sql}.{at.own} IS {literal(at.new)}"


CHANGES = (
    add_column,
    drop_column,
    drop_key,
    rename_column,
    rename_table,
    change_type,
    change_not_null,
    change_default,
    create_index,
    drop_index,
    add_unique,
    add_check,
    add_foreign_key,
    drop_table,
    create_table,
    update,
    delete,
    comment,
)


def _change(draw: st.DrawFn, tables: list[Table], number: int) -> str:
    table = draw(st.sampled_from(tables))
    column = draw(st.sampled_from(table.columns))
    place = Place(draw=draw, tables=tables, table=table, column=column, new=f"new {number} é")
    return draw(st.sampled_from(CHANGES))(place)


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """A schema of two or three tables and up to three statements that change it."""
    tables: list[Table] = []
    statements: list[str] = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True)):
        table, made = _table(draw, name, tables)
        tables.append(table)
        statements += made
    changes = [_change(draw, tables, number) for number in range(draw(st.integers(1, 3)))]
    return Example(schema="".join(f"{s};\n" for s in statements), change="".join(f"{c};\n" for c in changes))


@settings(
    max_examples=EXAMPLES or 10,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    print_blob=False,
    # To shrink a failure takes minutes of planning; an example is small as it is.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(example=examples())
async def test_any_change_gets_one_plan_that_holds(
    example: Example, shadow_18: Shadow, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever PostgreSQL accepts is planned, the same way twice, and a rehearsal with rows finds no fault of ours."""
    note(f"{example.schema}-- change\n{example.change}")
    root = tmp_path_factory.mktemp("example")
    (root / "schema.sql").write_text(example.schema)
    services = services_in(root, shadow_18)
    plans = []
    for _ in range(2):
        try:
            generated = await pipeline.generate_migration(
                services,
                database="schema.sql",
                change=example.change,
                desired_schema="",
                name="made up",
                reason="",
                decisions={},
                progress=told,
            )
        except ChangeError:
            # PostgreSQL refuses it, or it changes nothing: the planner says so, and there is nothing to plan.
            assume(False)
        plans.append(generated)
    first, second = plans
    assert first.plan.identity == second.plan.identity
    assert first.plan.phases == second.plan.phases
    assert first.verdict.status != "disproven"
    rehearsed = await pipeline.dry_run(
        services, plan=str(first.folder), database="", change="", rows=ROWS, progress=told
    )
    _is_honest(rehearsed.verdict)


def _is_honest(verdict: Verdict) -> None:
    failed = [finding for finding in verdict.findings if finding.severity == "fails"]
    assert (verdict.status == "disproven") is bool(failed)
    faults = [f"{finding.step}: {finding.text}" for finding in failed if not FORGIVEN.search(finding.text)]
    assert not faults
    if not failed:
        assert verdict.equivalent

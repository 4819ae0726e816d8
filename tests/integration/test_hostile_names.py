"""Whatever names and texts a schema has, it is read, written into an empty database and taken away again.

``MIGRATION_PLANNER_EXAMPLES=100`` looks longer than a test run does, and at other names each time.
"""

import itertools
import os
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg import sql

from server.diff.by_name import statements_towards
from server.model.catalog import Catalog
from server.model.fingerprint import differences, fingerprint
from server.model.names import MAX_BYTES, chosen_name, identifier, parse_names
from server.postgres.data import ADMIN
from tests.integration.test_schema_pairs import Arena, Database
from tests.schema_pairs import MAJORS

pytestmark = pytest.mark.anyio

EXAMPLES = int(os.environ.get("MIGRATION_PLANNER_EXAMPLES", "0"))
ROLES = ('ro"le; --', "rôle's \\ $$")

_ODD = "\"'\\$%.;:{}()/*-= \n\tE_aA1éß漢🐘"
_ANY = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
_WORDS = [
    "select",
    "user",
    "table",
    "Table",
    "null",
    "true",
    "%s",
    "$$",
    "$q1$",
    "--",
    "/*",
    "E'",
    "''",
    '""',
    "\\'",
    "\\",
]


def _cut(name: str) -> str:
    """What PostgreSQL keeps of a name."""
    return name.encode()[:MAX_BYTES].decode(errors="ignore")


_LONG = st.builds(
    # Alike up to what is left when a name is cut for the end that PostgreSQL appends, and cut within a character.
    lambda letter, shift, end: _cut("x" * shift + letter * MAX_BYTES)[: MAX_BYTES - len(end)] + end,
    st.sampled_from("aAé漢🐘\"'\\ "),
    st.integers(0, 3),
    st.text(alphabet="ab\"'", max_size=2),
).map(_cut)
_NAMES = st.one_of(
    st.sampled_from(_WORDS),
    _LONG,
    st.text(alphabet=_ODD, min_size=1, max_size=12),
    st.text(_ANY, min_size=1, max_size=20).map(_cut),
).filter(lambda name: name != "" and not name.startswith("pg_"))
# A value of an option called like a secret is withheld, and of a name PostgreSQL reads what is before an equals sign.
_OPTIONS = _NAMES.filter(lambda name: not re.search("=|pass|pwd|secret|token|credential|key|user", name, re.IGNORECASE))
_TEXTS = st.one_of(st.sampled_from(["", *_WORDS]), st.text(alphabet=_ODD, max_size=20), st.text(_ANY, max_size=40))

OBJECTS = """
    schema elsewhere enum domain above required composite inner range multirange collation sequence counter
    items id code kind kinds word place span note twice total key unique check excluded index expressions
    parts parts_one parts_rest region child typed other reference of_other
    view view_id view_text stored stored_index function argument second procedure aggregate
    trigger fire delayed policy rule dictionary configuration statistics family class conversion
    publication wrapper server foreign event
""".split()
"""Each gets a name of its own."""

SCHEMA = (Path(__file__).parent / "schemas" / "every_noun.sql").read_text().partition("\n")[2]

_FEW = settings(
    max_examples=EXAMPLES or 3,
    deadline=None,
    derandomize=not EXAMPLES,
    database=None,
    # A failure is seen in what it names; to look for a shorter one takes minutes.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module", params=MAJORS, ids=[f"pg{major}" for major in MAJORS])
async def arena(anyio_backend: str, request: pytest.FixtureRequest) -> AsyncIterator[Arena]:
    """A server with roles of hostile names."""
    async with Arena.open(request.param, ROLES) as opened:
        yield opened


def _statements(named: Mapping[str, str], texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The schema with those names and texts, quoted by the driver and not by us."""
    words: dict[str, sql.Composable] = {key: sql.Identifier(name) for key, name in named.items()}
    words |= {f"text_{number}": sql.Literal(text) for number, text in enumerate(texts, start=1)}
    words |= {f"label_{number}": sql.Literal(label) for number, label in enumerate(labels, start=1)}
    words |= {f"role_{number}": sql.Identifier(role) for number, role in enumerate(ROLES, start=1)}
    path = sql.Identifier(named["elsewhere"], named["sequence"]).as_string()
    body = sql.SQL("SELECT {argument} || {text_5} || {second}::text").format(**words).as_string()
    block = (
        sql.SQL("BEGIN RAISE NOTICE USING MESSAGE = {text_6}::text, HINT = {text_1}::text; END")
        .format(**words)
        .as_string()
    )
    words |= {"sequence_path": sql.Literal(path), "sql_body": sql.Literal(body), "plpgsql_body": sql.Literal(block)}
    return [sql.SQL(line).format(**words).as_string() for line in SCHEMA.strip().removesuffix(";").split(";\n")]


@_FEW
@given(
    names=st.lists(_NAMES, min_size=len(OBJECTS), max_size=len(OBJECTS), unique=True),
    texts=st.lists(_TEXTS, min_size=6, max_size=6, unique=True),
    labels=st.lists(_NAMES, min_size=3, max_size=3, unique=True),
    option=_OPTIONS,
)
async def test_a_schema_of_any_names_goes_and_comes(
    arena: Arena, names: list[str], texts: list[str], labels: list[str], option: str
) -> None:
    """Every kind of object, each with a name and a text that a wrong quote would turn into another or into SQL."""
    async with arena.database(superuser=True) as one, arena.database(superuser=True) as two:
        empty, nothing = await two.catalog(), await two.dump()
        named = dict(zip(OBJECTS, names, strict=True))
        await one.run(_statements({**named, "option": option}, texts, labels))
        wanted, dumped = await one.catalog(), await one.dump()
        _was_read(wanted, named, texts, labels)
        reached = await _led(two, empty, wanted)
        assert await two.dump() == dumped
        await _led(two, reached, empty)
        assert await two.dump() == nothing


async def _session(arena: Arena, database: Database) -> psycopg.AsyncConnection[Any]:
    conninfo = arena.cluster.conninfo(database=database.name, user=ADMIN)
    return await psycopg.AsyncConnection.connect(conninfo, autocommit=True)


async def _led(database: Database, start: Catalog, goal: Catalog) -> Catalog:
    statements = statements_towards(start, goal)
    await database.run(statements)
    reached = await database.catalog()
    assert differences(goal, reached) == (), "\n".join(statements)
    assert fingerprint(goal) == fingerprint(reached)
    return reached


def _was_read(catalog: Catalog, named: dict[str, str], texts: list[str], labels: list[str]) -> None:
    """Whether the catalog has the names and texts as they were given."""
    (items,) = (table for table in catalog.tables.values() if table.name.name == named["items"])
    (enum,) = catalog.enums.values()
    assert items.name.schema == named["schema"] and items.comment == (texts[1] or None)
    assert enum.labels == tuple(labels)
    assert [column.name for column in catalog.columns_of(items.oid)] == [
        named[key] for key in ("id", "code", "kind", "kinds", "word", "place", "span", "note", "twice", "total")
    ]


@_FEW
@given(pairs=st.lists(st.tuples(_NAMES, _NAMES), min_size=20, max_size=20, unique_by=lambda pair: pair[0]))
async def test_names_are_spelled_and_cut_as_the_server_does(arena: Arena, pairs: list[tuple[str, str]]) -> None:
    """A name that the server makes of two, cut within a character too, is known beforehand."""
    spelling = sql.SQL("SELECT pg_catalog.format('%I.%I', {}::text, {}::text), {}::pg_catalog.name::text")
    too_long = "".join(itertools.chain.from_iterable(pairs))
    async with arena.database(superuser=True) as database, await _session(arena, database) as session:
        for number, (table, column) in enumerate(pairs):
            cursor = await session.execute(spelling.format(table, column, too_long[number:]))
            path, cut = await cursor.fetchone() or ("", "")
            assert parse_names(path) == (table, column)
            assert cut == _cut(too_long[number:])
            await session.execute(f"CREATE SCHEMA s{number}; CREATE TABLE s{number}.{identifier(table)} ()".encode())
            await session.execute(f"ALTER TABLE s{number}.{identifier(table)} ADD {identifier(column)} serial".encode())
        catalog = await database.catalog()
    sequences = {sequence.name.schema: sequence.name.name for sequence in catalog.sequences.values()}
    assert sequences == {f"s{number}": chosen_name(*pair, "seq") for number, pair in enumerate(pairs)}

"""Names and texts given to a real server come back as they were."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.model.names import MAX_BYTES, QualifiedName, dollar_quoted, identifier, literal
from server.postgres.shadow import Shadow

pytestmark = pytest.mark.anyio

# PostgreSQL holds neither NUL nor half of a surrogate pair.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
NAMES = st.one_of(TEXT, st.text(alphabet="\"'\\$.; aA-_é\n")).filter(lambda name: 0 < len(name.encode()) <= MAX_BYTES)
BODIES = st.one_of(TEXT, st.text(alphabet="$'\\ a\n\""))
# Many in one statement, so that few round trips try many.
MANY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(names=st.lists(NAMES, min_size=1, max_size=25))
async def test_every_identifier_comes_back_as_it_was(shadow: Shadow, names: list[str]) -> None:
    """Tables of users have any name PostgreSQL allows; a wrong quote would at best fail and at worst run."""
    async with shadow.clone(await shadow.empty()) as clone:
        connection = await clone.connect()
        labels = ", ".join(f"1 AS {identifier(name)}" for name in names)
        cursor = await connection.execute(f"SELECT {labels}".encode())
        assert [column.name for column in cursor.description or ()] == names


@pytest.mark.parametrize("conforming", ["on", "off"])
@MANY
@given(bodies=st.lists(BODIES, min_size=1, max_size=25))
async def test_every_text_comes_back_as_it_was(shadow: Shadow, conforming: str, bodies: list[str]) -> None:
    """Comments, defaults and function bodies hold anything, and servers still differ in standard_conforming_strings."""
    async with shadow.clone(await shadow.empty()) as clone:
        connection = await clone.connect()
        await connection.execute("SELECT set_config('standard_conforming_strings', %s, false)", [conforming])
        await connection.execute("SET escape_string_warning = off")
        for quote in (literal, dollar_quoted):
            cursor = await connection.execute(f"SELECT ARRAY[{', '.join(quote(body) for body in bodies)}]".encode())
            assert await cursor.fetchone() == (bodies,)


async def test_words_postgresql_reserves_are_quoted(shadow: Shadow) -> None:
    """The list in the model is of one version; a keyword missing from it breaks only the schemas that use it."""
    async with shadow.clone(await shadow.empty()) as clone:
        connection = await clone.connect()
        cursor = await connection.execute(
            "SELECT word FROM pg_catalog.pg_get_keywords() WHERE catcode IN ('R', 'T', 'C')"
        )
        words = [row[0] for row in await cursor.fetchall()]
    assert [word for word in words if identifier(word) == word] == []


async def test_a_qualified_name_finds_its_table(shadow: Shadow) -> None:
    """Dots, quotes and capitals in both parts."""
    name = QualifiedName(schema='a."B', name='C d."e')
    async with shadow.clone(await shadow.empty()) as clone:
        connection = await clone.connect()
        await connection.execute(f"CREATE SCHEMA {identifier(name.schema)}; CREATE TABLE {name} ()".encode())
        cursor = await connection.execute(
            "SELECT schemaname, tablename FROM pg_catalog.pg_tables WHERE schemaname = %s", [name.schema]
        )
        assert await cursor.fetchone() == (name.schema, name.name)

"""What the migrations of real applications created is read, compared and written out again without a difference.

The larger ones are tried by ``make bench``.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from server.diff.by_name import statements_between
from server.model.catalog import Catalog
from server.model.fingerprint import differences, fingerprint
from tests.conftest import Production
from tests.real_schemas import REAL, create, read, render

pytestmark = pytest.mark.anyio

SMALL = [schema for schema in REAL if schema.size == "small"]
MAJORS = (15, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A database with the schema of an application."""

    name: str
    major: int
    url: str
    catalog: Catalog


@pytest.fixture(
    scope="session",
    params=[pytest.param((schema, major), id=f"{schema.name}-pg{major}") for schema in SMALL for major in MAJORS],
)
async def made(request: pytest.FixtureRequest, production: Production) -> AsyncIterator[Made]:
    """Each small application on each supported end of PostgreSQL."""
    schema, major = request.param
    url = await production(f"real_{schema.name}", major=major)
    await create(schema, url)
    catalog, _ = await read(url)
    yield Made(name=schema.name, major=major, url=url, catalog=catalog)


def test_at_least_three_applications_are_tried() -> None:
    """Fewer would say little of what is found in the wild."""
    assert len(SMALL) >= 3


async def test_a_real_schema_is_the_same_when_read_twice(made: Made) -> None:
    """A second look at tables that are there finds the same fingerprint."""
    assert made.catalog.tables, "the application made no table"
    again, _ = await read(made.url)
    assert fingerprint(again) == fingerprint(made.catalog)
    assert differences(made.catalog, again) == ()


async def test_a_real_schema_needs_nothing_to_become_itself(made: Made) -> None:
    """No statement leads from a schema to the same."""
    assert statements_between(made.catalog, made.catalog) == ()


async def test_a_real_schema_written_out_in_full_loads_and_is_equal(made: Made, production: Production) -> None:
    """What leads from an empty database to the schema makes it again, by our own comparison and by pg_dump's text."""

    async def create_database(name: str) -> str:
        return await production(name, major=made.major)

    rendered = await render(made.url, made.catalog, create_database)
    assert rendered.left_to_do == ()
    assert rendered.differs == ()
    assert not rendered.dump_differs, "\n".join(rendered.dump_differs)

"""What is told of a change by looking at what differs is what looking at everything tells."""

from collections.abc import Iterator

import psycopg
import pytest

from server.diff.by_name import statements_towards
from server.diff.narrowing import narrowed
from server.errors import ChangeError
from server.model.catalog import Catalog
from server.model.fingerprint import fingerprint
from server.postgres.catalog import read_catalog
from server.postgres.catalog_delta import read_changes
from server.postgres.engine import Cluster
from tests.integration.test_catalog import CHANGES, HOSTILE
from tests.integration.test_catalog_delta import DISTANT, DISTANT_CHANGES, cluster, now, run, sample, sessions
from tests.whole_diff import told_by_everything

__all__ = ["cluster"]

pytestmark = pytest.mark.anyio

BYSTANDERS = """
    CREATE TABLE bystander (id int PRIMARY KEY, CONSTRAINT own_name CHECK (id > 0));
    CREATE TABLE watching (id int REFERENCES bystander);
    CREATE VIEW watched AS SELECT id FROM watching;
"""


def told_by_what_differs(before: Catalog, after: Catalog) -> tuple[str, ...] | None:
    """The statements as the planner gets them."""
    try:
        return statements_towards(before, after)
    except ChangeError:
        return None


def told_apart(before: Catalog, after: Catalog) -> Iterator[str]:
    """Where the two do not agree."""
    for one, other in ((before, after), (after, before)):
        whole, part = told_by_everything(one, other), told_by_what_differs(one, other)
        if whole != part:
            yield f"{whole} where what differs tells {part}"


@pytest.mark.parametrize(
    ("schema", "changes"), [(HOSTILE, CHANGES), (DISTANT, DISTANT_CHANGES)], ids=["own", "distant"]
)
async def test_a_statement_is_told_of_alike(
    cluster: tuple[int, Cluster], schema: str, changes: tuple[str, ...]
) -> None:
    """Its fingerprint and the SQL there and back."""
    wrong = []
    async with sessions(cluster[1]) as (session, _):
        await run(session, BYSTANDERS + schema)
        before, since = await read_catalog(session), await now(session)
        fingerprint(before)
        for change in changes:
            async with session.transaction(force_rollback=True):
                await session.execute(change.encode())
                after, anew = await read_changes(session, before, since), await read_catalog(session)
            if fingerprint(after) != fingerprint(anew):
                wrong.append(f"{change}: the fingerprints differ")
            wrong += [f"{change}: {words}" for words in told_apart(before, after)]
    assert wrong == []


async def test_the_change_of_a_pair_is_told_of_alike(cluster: tuple[int, Cluster]) -> None:
    """Pairs hold every kind of object there is."""
    major, server = cluster
    wrong = []
    for pair in sample(major):
        async with sessions(server, pair) as (changing, looking):
            await run(changing, BYSTANDERS)
            await run(changing, pair.before)
            before, since = await read_catalog(looking), await now(changing)
            fingerprint(before)
            try:
                await run(changing, pair.change)
            except psycopg.Error:
                # It cannot do with what stands by.
                continue
            after, anew = await read_changes(looking, before, since), await read_catalog(looking)
            if fingerprint(after) != fingerprint(anew):
                wrong.append(f"{pair.name}: the fingerprints differ")
            wrong += [f"{pair.name}: {words}" for words in told_apart(before, after)]
    assert wrong == []


async def test_what_a_change_leaves_alone_is_not_looked_at(cluster: tuple[int, Cluster]) -> None:
    """The table changed and what needs it, directly or not; of what they need no more than that."""
    async with sessions(cluster[1]) as (session, _):
        await run(session, BYSTANDERS)
        await run(session, "CREATE TABLE apart (id int); CREATE TABLE more (id int REFERENCES bystander)")
        before, since = await read_catalog(session), await now(session)
        await run(session, "ALTER TABLE watching ADD COLUMN at date")
        part, _ = narrowed(before, await read_changes(session, before, since))
    assert {table.name.name for table in part.tables.values()} == {"watching", "bystander"}
    assert {view.name.name for view in part.views.values()} == {"watched"}

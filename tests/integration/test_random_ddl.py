"""For any two schemas the SQL that leads from one to the other, and back, is known: both are made up at random.

``MIGRATION_PLANNER_SEQUENCES=2000`` looks longer than a test run does; ``bench/random_ddl.py`` looks longest.
"""

import os

import pytest
from hypothesis import given, settings

from tests.random_ddl.sequenced import MOST_CHANGES, Sequenced, sequence_of, sequences
from tests.random_ddl.shortening import shortened
from tests.random_ddl.trials import DUMPED_EVERY, tried, unseen

pytestmark = pytest.mark.anyio

SEQUENCES = int(os.environ.get("MIGRATION_PLANNER_SEQUENCES", "80"))
MOST_ASKED = 0.4
LEAST_ACCEPTED = 0.75


async def test_sequences_of_ddl_are_known_both_ways() -> None:
    """Every difference is carried out exactly, there and back, with the rows of what stays."""
    tally = await tried(range(SEQUENCES))
    assert not tally.failures, tally.told()
    assert tally.asked.total() <= MOST_ASKED * tally.tried, tally.asked
    assert tally.emptied.total() <= MOST_ASKED * tally.tried, tally.emptied
    assert tally.accepted >= LEAST_ACCEPTED * tally.said, "the generator says too much that PostgreSQL refuses"


async def test_the_catalog_sees_whatever_pg_dump_shows() -> None:
    """What the catalog does not read can be neither compared nor carried out, and nothing else would say so."""
    assert await unseen(range(SEQUENCES // DUMPED_EVERY)) == {}


@settings(max_examples=50, deadline=None, derandomize=True)
@given(sequences())
def test_a_seed_stands_for_one_sequence(sequence: Sequenced) -> None:
    """A seed printed by a failing run must mean the same tomorrow."""
    again = sequence_of(sequence.seed)
    assert again.schema == sequence.schema
    assert again.change[: len(sequence.change)] == sequence.change
    assert 1 <= len(sequence.change) <= MOST_CHANGES


async def test_a_failing_sequence_is_shortened_to_what_it_needs() -> None:
    """Two of ten statements are the reason; nothing else may stay."""

    async def fails(statements: list[str]) -> bool:
        return "3" in statements and "8" in statements

    assert await shortened([str(number) for number in range(10)], fails) == ["3", "8"]

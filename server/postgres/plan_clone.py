"""A copy of a schema whose planner believes it holds production's rows; for nothing but EXPLAIN."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from anyio import to_thread

from server.errors import ShadowError
from server.model.query_plan import QueryPlan
from server.model.statistics import PlannerStatistics
from server.postgres.clone import Clone
from server.postgres.explain import explain
from server.postgres.places import Places, read_places
from server.postgres.placing import PlacedRelation, place
from server.postgres.roles import Session
from server.postgres.shadow import Shadow
from server.postgres.sparse_files import RelationFile, extend
from server.postgres.transplant import transplant

_EXPLAIN_SECONDS = 5
"""A user's function that the planner evaluates may read a table, which would be production's length of zeros."""

# One generic plan, as the values are not known; the others say what no plan depends on here.
_OWN = {
    "statement_timeout": f"{_EXPLAIN_SECONDS}s",
    "default_transaction_read_only": "on",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}
_APPLY = """
    SELECT pg_catalog.set_config(s.name, given.value, false)
    FROM pg_catalog.json_each_text(%s::pg_catalog.json) AS given (name, value)
      JOIN pg_catalog.pg_settings AS s ON s.name = given.name
    WHERE s.context = 'user'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanClone:
    """Gives plans as the target would choose them."""

    omitted: tuple[str, ...]
    """What could not be carried, and why; a phrase each."""
    session: Session = field(repr=False)

    async def explain(self, query: str) -> QueryPlan:
        """The generic plan of one query with placeholders such as ``$1``, or why there is none; nothing is run."""
        return await explain(self.session, query)


@asynccontextmanager
async def plan_clone(
    shadow: Shadow, clone: Clone, *, statistics: PlannerStatistics, before: Places
) -> AsyncIterator[PlanClone]:
    """A copy of a clone as it is now, with the target's statistics, sizes and planner settings.

    Statistics follow their table and column through renames and other types. A rewritten table has its new width, a
    new index the size that its key and the rows of its table ask for, a new column no statistics, as before its first
    ANALYZE.

    Args:
        shadow: That has the clone.
        clone: Of the target's schema, with or without a change made; its sessions are closed.
        statistics: Of the target.
        before: ``read_places`` of the clone before any change.

    Raises:
        ShadowError: It cannot be made.
    """
    async with shadow.copy(clone) as copy:
        try:
            admin = await copy.connect_admin()
            now = await read_places(admin)
            placed = place(statistics, before=before, now=now)
            omitted = await transplant(
                admin, relations=placed.relations, columns=placed.columns, extended=placed.extended
            )
            # Nothing of these files is in the server's memory yet: the catalogs alone were read.
            await to_thread.run_sync(_extend, copy.data, placed.relations)
            session = await copy.connect()
            settings = {each.name: each.value for each in statistics.settings if not each.role}
            await session.execute(_APPLY.encode(), (json.dumps(settings | _OWN),))
        except (psycopg.Error, OSError) as error:
            reason = error.diag.message_primary if isinstance(error, psycopg.Error) else error.strerror
            raise ShadowError(
                f"the statistics of the target cannot be carried to the shadow: {reason or 'the connection is lost'}; "
                "call again, or leave the plans of queries out"
            ) from error
        yield PlanClone(omitted=omitted, session=session)


def _extend(data: Path, relations: Sequence[PlacedRelation]) -> None:
    for each in relations:
        if each.place.file:
            extend(RelationFile(path=data / each.place.file, pages=each.file_pages, height=each.height))

"""Statistics of the planner that a step takes away or cannot have yet, gathered at once.

ALTER COLUMN … TYPE removes those of the column, even where no row is written, and an index has none of its expressions
until the table is analysed (``RemoveStatistics`` in PostgreSQL's ATExecAlterColumnType;
https://www.postgresql.org/docs/18/sql-analyze.html). Autovacuum comes only once enough rows were written, which after
either may be never.
"""

from server.model.catalog import Index, Table
from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.model.plan import Claim, PhaseName
from server.plan.ddl import if_exists, relation_is
from server.plan.fragment import NOTHING, PlacedStep, Rank, StepMaker, one_by_one

_SAMPLES = Claim(lock=LockMode.SHARE_UPDATE_EXCLUSIVE)
"""A sample of the rows is read, under a lock that lets reads and writes pass."""


def analyze(table: QualifiedName) -> str:
    """ANALYZE of the whole table: with a list of columns it leaves the expressions of indexes out."""
    return f"ANALYZE {table.sql}"


def statistics_of(index: Index, table: QualifiedName) -> tuple[str, ...]:
    """What follows the build of an index so that its expressions have statistics; nothing for plain columns."""
    return (analyze(table),) if index.has_expressions else ()


def analyze_step(
    maker: StepMaker, table: Table, *, phase: PhaseName, rank: Rank, reason: str, part: str = "analyze"
) -> tuple[PlacedStep, ...]:
    """A step that gathers a table's statistics, if it has that name by then; none for a foreign table."""
    if table.kind == "foreign table":
        return ()
    return (
        maker.step(
            part,
            phase=phase,
            rank=rank,
            title=f"Gather the statistics of {table.name}",
            reason=reason,
            up=one_by_one(if_exists(relation_is(table.name), analyze(table.name)), claim=_SAMPLES),
            down=NOTHING,
        ),
    )

"""Dangers of how a change is cut into statements and transactions, seen when it ran as written."""

from collections.abc import Iterator, Sequence

from server.impact.blocking import Blocking
from server.impact.hidden.scene import MANUAL, Scene, column_path
from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.model.operation import (
    AddForeignKey,
    ChangeColumnType,
    ChangeRows,
    CreateIndex,
    DropIndex,
    Operation,
    ValidateConstraint,
)
from server.model.plan import Hazard, HazardCode

_LOCKS = f"{MANUAL}/explicit-locking.html#LOCKING-TABLES"
_ALTER = f"{MANUAL}/sql-altertable.html#SQL-ALTERTABLE-NOTES"


def statement_hazards(scene: Scene, blockings: Sequence[Blocking]) -> Iterator[Hazard]:
    """Several tables or several parts under one lock, rows changed under one, an index missing, statistics gone."""
    by_statement: dict[int, list[Blocking]] = {}
    for blocking in blockings:
        by_statement.setdefault(blocking.statement, []).append(blocking)
    for number, found in by_statement.items():
        yield from _several_tables(scene, found)
        yield from _mixed(found, [each for each in scene.operations if each.statement == number])
    yield from _backfill_under_lock(scene, blockings)
    yield from _index_gap(scene)
    yield from statistics_lost(scene, avoided=False)


def statistics_lost(scene: Scene, *, avoided: bool) -> Iterator[Hazard]:
    """Columns and indexes the planner knows nothing of until ANALYZE.

    Args:
        scene: The change.
        avoided: Whether there is a plan, which analyses them.
    """
    for operation in scene.operations:
        match operation:
            case ChangeColumnType(table=table, before=column) if scene.was(table) is not None:
                name, what = column_path(table, column.name), "The statistics of the column go with its type"
            case CreateIndex(table=table, after=index) if index.has_expressions and scene.was(table) is not None:
                name = QualifiedName(schema=table.name.schema, name=index.name).sql
                what = "An index over an expression has no statistics of it"
            case _:
                continue
        yield Hazard(
            code="statistics-lost",
            object=name,
            effect=f"{what}, and autovacuum sees no reason to look: plans are guesses until ANALYZE.",
            remedy="The plan ends with ANALYZE." if avoided else "ANALYZE the table right afterwards.",
            source=f"{MANUAL}/sql-analyze.html",
            avoided=avoided,
        )


def _several_tables(scene: Scene, found: Sequence[Blocking]) -> Iterator[Hazard]:
    tables = {blocking.table for blocking in found}
    partitions = {t.name.sql for t in scene.before.tables.values() if t.partition_of in tables}
    apart = sorted(tables - partitions)
    if len(apart) > 1:
        yield _hazard(
            "several-tables-locked",
            apart[0],
            f"One statement locks {', '.join(apart)}: holding one it waits for the next, and may meet in a deadlock "
            "whoever takes them in another order.",
            "One table a transaction, each with a short lock_timeout.",
            f"{MANUAL}/explicit-locking.html#LOCKING-DEADLOCKS",
        )


def _mixed(found: Sequence[Blocking], operations: Sequence[Operation]) -> Iterator[Hazard]:
    """The parts of one ALTER TABLE run under the strongest lock that any of them needs."""
    lighter = [each for each in operations if isinstance(each, ValidateConstraint | AddForeignKey)]
    worked = [each for each in found if each.work and each.mode is LockMode.ACCESS_EXCLUSIVE]
    if lighter and worked and len(lighter) < len(operations):
        yield _hazard(
            "mixed-alter",
            worked[0].table,
            f"The parts of the ALTER TABLE share ACCESS EXCLUSIVE: the table is {worked[0].work} under it for a part "
            "that alone would let reads and writes pass.",
            "One ALTER TABLE for each part, in transactions of their own.",
            _ALTER,
        )


def _backfill_under_lock(scene: Scene, blockings: Sequence[Blocking]) -> Iterator[Hazard]:
    for operation in scene.operations:
        if not isinstance(operation, ChangeRows) or operation.rows.verb not in ("update", "delete", "merge"):
            continue
        held = sorted({blocking.table for blocking in blockings if blocking.statement < operation.statement})
        if held and not operation.table_is_new:
            yield _hazard(
                "backfill-under-lock",
                held[0],
                f"In one transaction, as most tools run a file, {', '.join(held)} stays locked while the "
                f"{operation.rows.verb.upper()} after it changes rows.",
                "Commit before rows are changed.",
                _LOCKS,
            )


def _index_gap(scene: Scene) -> Iterator[Hazard]:
    for drop in scene.operations:
        if not isinstance(drop, DropIndex):
            continue
        for create in scene.operations:
            if not isinstance(create, CreateIndex) or create.table.oid != drop.table.oid:
                continue
            if create.after.columns[:1] == drop.before.columns[:1] and create.statement > drop.statement:
                yield _hazard(
                    "index-gap",
                    QualifiedName(schema=drop.table.name.schema, name=drop.before.name).sql,
                    "Until the index that replaces it is built, queries that used it read the whole table.",
                    "Build the new one first, concurrently, and drop the old one last.",
                    f"{MANUAL}/sql-reindex.html#SQL-REINDEX-CONCURRENTLY",
                )


def _hazard(code: HazardCode, name: str, effect: str, remedy: str, source: str) -> Hazard:
    return Hazard(code=code, object=name, effect=effect, remedy=remedy, source=source, avoided=False)

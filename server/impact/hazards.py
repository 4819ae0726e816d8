"""Named dangers of running the change as written; a plan exists to avoid them."""

from collections.abc import Iterator, Sequence

from server.impact.blocking import Blocking
from server.impact.hidden_hazards import hidden_hazards
from server.impact.risks import Facts, column_name
from server.impact.touched import before
from server.model.catalog import Catalog
from server.model.lock import LockMode
from server.model.names import identifier
from server.model.operation import (
    AddColumn,
    AddForeignKey,
    ChangeRows,
    CreateIndex,
    DropColumn,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
)
from server.model.plan import Hazard, HazardCode

_MANUAL = "https://www.postgresql.org/docs/18"
_LOCKS = f"{_MANUAL}/explicit-locking.html#LOCKING-TABLES"
_ALTER = f"{_MANUAL}/sql-altertable.html#SQL-ALTERTABLE-NOTES"


def hazards(operations: Sequence[Operation], facts: Facts) -> tuple[Hazard, ...]:
    """Hazards of locks as observed, then of what the operations mean; each said once an object."""
    found = [hazard for blocking in facts.blockings for hazard in _of_lock(blocking, operations)]
    found += [hazard for operation in operations for hazard in _of_operation(operation, facts)]
    found += hidden_hazards(operations, facts.catalog)
    unique: dict[tuple[str, str], Hazard] = {}
    for hazard in found:
        unique.setdefault((hazard.code, hazard.object), hazard)
    return tuple(unique.values())


def _of_lock(blocking: Blocking, operations: Sequence[Operation]) -> Iterator[Hazard]:
    waits = "reads and writes" if blocking.mode.blocks_reads else "writes"
    if blocking.mode is LockMode.ACCESS_EXCLUSIVE:
        yield _hazard(
            "lock-queue",
            blocking.table,
            "ACCESS EXCLUSIVE waits for the longest running transaction, and everybody else queues behind it.",
            "Set a short lock_timeout and try again.",
            _LOCKS,
        )
    if blocking.work == "rewritten":
        yield _hazard(
            "rewrite-under-lock",
            blocking.table,
            f"The table or an index of it is written anew while {waits} wait under {blocking.mode.label}.",
            "Add a column or index beside it, fill it in batches, and swap.",
            _ALTER,
        )
    builds = any(
        isinstance(operation, CreateIndex) and operation.statement == blocking.statement for operation in operations
    )
    if builds and blocking.mode is LockMode.SHARE:
        yield _hazard(
            "index-build-blocks-writes",
            blocking.table,
            "Writes wait until the index is built.",
            "CREATE INDEX CONCURRENTLY.",
            f"{_MANUAL}/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
        )
    elif blocking.work == "read from end to end":
        yield _hazard(
            "scan-under-lock",
            blocking.table,
            f"The whole table is read while {waits} wait under {blocking.mode.label}.",
            "Add the constraint NOT VALID, then VALIDATE it under a lock that lets both pass.",
            _ALTER,
        )


def _of_operation(operation: Operation, facts: Facts) -> Iterator[Hazard]:
    match operation:
        case RenameTable():
            yield _running_code(operation.before.name.sql, "rename-breaks-code", "name before the change")
        case RenameColumn():
            name = _old_column(operation, facts.catalog)
            yield _running_code(name, "rename-breaks-code", "name before the change")
        case DropTable():
            yield _running_code(operation.before.name.sql, "removal-breaks-code", "table")
        case DropColumn():
            yield _running_code(_old_column(operation, facts.catalog), "removal-breaks-code", "column")
            yield from _silently_dropped(operation)
        case AddColumn() if operation.after.default_volatility == "volatile" and before(operation.table, facts.catalog):
            yield _hazard(
                "volatile-default",
                column_name(operation.table, operation.after.name),
                "A volatile default is computed for every existing row, which writes the table anew.",
                "Add the column without it, set the default, fill existing rows in batches.",
                _ALTER,
            )
        case AddForeignKey() if not operation.indexed:
            yield _hazard(
                "foreign-key-without-index",
                f"{operation.table.name.sql}.{identifier(operation.after.name)}",
                f"Each delete or key update in {operation.referenced.name.sql} reads this table from end to end.",
                "Create an index over the referencing columns, concurrently.",
                f"{_MANUAL}/ddl-constraints.html#DDL-CONSTRAINTS-FK",
            )
        case ChangeRows():
            yield from _rows(operation)
        case _:
            return


def _rows(operation: ChangeRows) -> Iterator[Hazard]:
    name = operation.table.name.sql if operation.table else identifier(operation.rows.table)
    if operation.rows.verb in ("update", "delete") and not operation.table_is_new:
        yield _hazard(
            "one-long-transaction",
            name,
            "One statement over all rows holds their locks until it ends, bloats the table and delays replicas.",
            "Work in batches by key, each its own transaction.",
            f"{_MANUAL}/routine-vacuuming.html",
        )
    elif operation.rows.verb == "truncate":
        yield _hazard(
            "truncate",
            name,
            "TRUNCATE takes ACCESS EXCLUSIVE, and older snapshots see an empty table.",
            "Delete in batches, or keep the rows elsewhere first.",
            f"{_MANUAL}/sql-truncate.html",
        )


def _running_code(name: str, code: HazardCode, what: str) -> Hazard:
    return _hazard(
        code,
        name,
        f"Programs that run while the change is made still use the {what}, and fail.",
        "Expand first, move the programs, contract when none uses it any more.",
        _ALTER,
    )


def _silently_dropped(operation: DropColumn) -> Iterator[Hazard]:
    gone = [f"constraint {identifier(found.name)}" for found in operation.constraints]
    gone += [f"index {identifier(found.name)}" for found in operation.indexes if not found.constraint_oid]
    if gone:
        yield _hazard(
            "silent-drop",
            column_name(operation.table, operation.before.name),
            f"PostgreSQL drops {', '.join(gone)} with the column, without saying so.",
            "Decide which must be made again over what remains.",
            f"{_MANUAL}/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN",
        )


def _old_column(operation: DropColumn | RenameColumn, catalog: Catalog) -> str:
    return column_name(before(operation.table, catalog) or operation.table, operation.before.name)


def _hazard(code: HazardCode, name: str, effect: str, remedy: str, source: str) -> Hazard:
    return Hazard(code=code, object=name, effect=effect, remedy=remedy, source=source, avoided=False)

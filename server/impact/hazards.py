"""Named dangers of running the change as written; a plan exists to avoid them."""

from collections.abc import Iterator, Sequence

from server.impact.blocking import Blocking
from server.impact.hidden.scene import Scene, first_of_each
from server.impact.hidden_hazards import hidden_hazards
from server.impact.risks import Facts, column_name
from server.impact.statement_hazards import statement_hazards
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


def hazards(scene: Scene, facts: Facts) -> tuple[Hazard, ...]:
    """Hazards of locks as observed, then of what the operations mean; each said once an object."""
    operations = scene.operations
    found = [hazard for blocking in facts.blockings for hazard in _of_lock(blocking, operations)]
    found += [hazard for operation in operations for hazard in _of_operation(operation, facts)]
    found += statement_hazards(scene, facts.blockings)
    return first_of_each((*found, *hidden_hazards(scene)))


def _of_lock(blocking: Blocking, operations: Sequence[Operation]) -> Iterator[Hazard]:
    of_statement = [operation for operation in operations if operation.statement == blocking.statement]
    waits = "reads and writes" if blocking.mode.blocks_reads else "writes"
    if blocking.mode is LockMode.ACCESS_EXCLUSIVE or not blocking.work:
        others = "everybody else queues" if blocking.mode.blocks_reads else "writers queue"
        yield _hazard(
            "lock-queue",
            blocking.table,
            f"{blocking.mode.label} waits for the longest running transaction, and {others} behind it.",
            "Set a short lock_timeout and try again.",
            _LOCKS,
        )
    emptied = any(isinstance(each, ChangeRows) and each.rows.verb == "truncate" for each in of_statement)
    if blocking.work == "rewritten" and not emptied:
        yield _hazard(
            "rewrite-under-lock",
            blocking.table,
            f"The table or an index of it is written anew while {waits} wait under {blocking.mode.label}.",
            "Add a column or index beside it, fill it in batches, and swap.",
            _ALTER,
        )
    builds = any(isinstance(operation, CreateIndex) for operation in of_statement)
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
            yield from _rows(operation, facts)
        case _:
            return


def _rows(operation: ChangeRows, facts: Facts) -> Iterator[Hazard]:
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
        also = ", ".join(sorted(_referring(operation, facts.catalog)))
        emptied = f" With CASCADE it empties {also} too." if also else ""
        yield _hazard(
            "truncate",
            name,
            f"TRUNCATE takes ACCESS EXCLUSIVE, and older snapshots see an empty table.{emptied}",
            "Delete in batches, or keep the rows elsewhere first.",
            f"{_MANUAL}/sql-truncate.html",
        )


def _referring(operation: ChangeRows, catalog: Catalog) -> Iterator[str]:
    for constraint in catalog.constraints.values():
        refers = operation.table is not None and constraint.referenced_table_oid == operation.table.oid
        if refers and constraint.table_oid != constraint.referenced_table_oid:
            yield catalog.tables[constraint.table_oid].name.sql


def _running_code(name: str, code: HazardCode, what: str) -> Hazard:
    return _hazard(
        code,
        name,
        f"Programs that run while the change is made still use the {what}, and fail.",
        "Expand first, move the programs, contract when none uses it any more.",
        _ALTER,
    )


def _old_column(operation: DropColumn | RenameColumn, catalog: Catalog) -> str:
    return column_name(before(operation.table, catalog) or operation.table, operation.before.name)


def _hazard(code: HazardCode, name: str, effect: str, remedy: str, source: str) -> Hazard:
    return Hazard(code=code, object=name, effect=effect, remedy=remedy, source=source, avoided=False)

"""What can lose data, fail, block or break programs when the change runs as written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from server.impact.blocking import Blocking, span
from server.impact.narrowing import loses, shrinks
from server.impact.touched import before
from server.model.catalog import Catalog, Table, View
from server.model.catalog import Sequence as SequenceObject
from server.model.impact import Basis, CodeScan, Reference, Risk
from server.model.names import identifier
from server.model.operation import (
    AddCheck,
    AddColumn,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeColumnType,
    ChangeRows,
    CreateIndex,
    DropColumn,
    DropObject,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
    SetNotNull,
    ValidateConstraint,
)

Level = Literal["low", "medium", "high"]
NOT_READ = "rows are never read, so whether any does is not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What risks are judged by."""

    catalog: Catalog
    code: CodeScan
    blockings: tuple[Blocking, ...]
    row_counts_known: bool

    def rows(self, table: Table) -> int | None:
        """Rows of the table before the change; None when not known, 0 when it is new."""
        existing = before(table, self.catalog)
        if existing is None:
            return 0
        return existing.rows_estimate if self.row_counts_known and existing.rows_estimate >= 0 else None

    def references(self, name: str) -> list[Reference]:
        """Places in code that name the table or column; for a table also those that name a column of it."""
        return [found for found in self.code.references if found.object == name or found.object.startswith(f"{name}.")]


def risks(operations: Sequence[Operation], facts: Facts) -> tuple[Risk, ...]:
    """Risks in order of operations, then those of locks."""
    found = [risk for operation in operations for risk in _of_operation(operation, facts)]
    return tuple(dict.fromkeys([*found, *_blocking(facts.blockings)]))


def _of_operation(operation: Operation, facts: Facts) -> Iterator[Risk]:
    yield from _losses(operation, facts)
    yield from _failures(operation, facts)
    yield from _compatibility(operation, facts)


def _losses(operation: Operation, facts: Facts) -> Iterator[Risk]:
    match operation:
        case DropTable():
            rows = facts.rows(operation.before)
            yield _loss(operation.before.name.sql, "the table and all its rows are dropped", rows)
        case DropColumn():
            rows = facts.rows(operation.table)
            text = "the column and its values are dropped"
            if operation.replaced:
                text += "; the column of the same name that follows does not get them"
            yield _loss(column_name(operation.table, operation.before.name), text, rows)
        case ChangeColumnType():
            lost = loses(operation.before, operation.after, operation.using)
            if lost:
                name = column_name(operation.table, operation.before.name)
                yield Risk(kind="data loss", level="medium", object=name, text=lost, basis="estimated")
        case DropObject(before=View(materialized=True) | SequenceObject()):
            text = "what it holds can be computed again, but not while it is missing"
            yield Risk(kind="data loss", level="low", object=str(operation.before.name), text=text, basis="observed")
        case ChangeRows() if not operation.table_is_new and not operation.new_columns_only:
            yield from _rows_lost(operation, facts)
        case _:
            return


def _rows_lost(operation: ChangeRows, facts: Facts) -> Iterator[Risk]:
    verb = operation.rows.verb
    name = operation.table.name.sql if operation.table else identifier(operation.rows.table)
    rows = facts.rows(operation.table) if operation.table else None
    if verb in ("delete", "truncate"):
        yield _loss(name, f"{verb.upper()} removes rows", rows)
    elif verb in ("update", "merge"):
        what = ", ".join(operation.rows.set_columns) or "values"
        yield Risk(
            kind="data loss",
            level="medium",
            object=name,
            text=f"{what} overwritten by {verb.upper()}",
            basis="declared",
        )


def _loss(name: str, text: str, rows: int | None) -> Risk:
    if rows is None:
        return Risk(
            kind="data loss", level="high", object=name, text=f"{text}; how many is not known", basis="observed"
        )
    # An estimate of 0 may be old, so it lowers the level but does not end the risk.
    level: Level = "low" if rows == 0 else "high"
    return Risk(kind="data loss", level=level, object=name, text=f"{text}; about {rows:,} rows", basis="observed")


def _failures(operation: Operation, facts: Facts) -> Iterator[Risk]:
    match operation:
        case AddColumn():
            yield from _required_column(operation, facts)
        case SetNotNull():
            name = column_name(operation.table, operation.before.name)
            yield from _failure(name, "fails when a row holds null", operation.table, facts)
        case AddUnique():
            text = f"fails when rows share {', '.join(operation.columns)}"
            yield from _failure(_member(operation.table, operation.after.name), text, operation.table, facts)
        case AddForeignKey() if operation.after.validated:
            text = f"fails when a row refers to what {operation.referenced.name.sql} does not hold"
            yield from _failure(_member(operation.table, operation.after.name), text, operation.table, facts)
        case AddCheck() | AddExclusion() | ValidateConstraint() if (
            operation.after.validated and operation.after.enforced
        ):
            text = f"fails when rows break {operation.after.definition}"
            yield from _failure(_member(operation.table, operation.after.name), text, operation.table, facts)
        case CreateIndex() if operation.after.unique:
            yield from _failure(
                operation.after.name, "fails when rows share the indexed values", operation.table, facts
            )
        case ChangeColumnType() if shrinks(operation.before, operation.after):
            name = column_name(operation.table, operation.before.name)
            text = f"fails when a value does not fit {operation.after.type}"
            yield from _failure(name, text, operation.table, facts)
        case _:
            return


def _failure(name: str, text: str, table: Table, facts: Facts) -> Iterator[Risk]:
    rows = facts.rows(table)
    if before(table, facts.catalog) is None:
        return
    level: Level = "low" if rows == 0 else "medium"
    yield Risk(kind="failure", level=level, object=name, text=f"{text}; {NOT_READ}", basis="not known")


def _required_column(operation: AddColumn, facts: Facts) -> Iterator[Risk]:
    column = operation.after
    filled = column.default is not None or column.identity or column.generated
    if not column.not_null or filled or before(operation.table, facts.catalog) is None:
        return
    rows = facts.rows(operation.table)
    name = column_name(operation.table, column.name)
    known = f"it holds about {rows:,}" if rows is not None else "how many it holds is not known"
    level: Level = "low" if rows == 0 else "high"
    text = f"NOT NULL without a default fails when the table holds a single row; {known}"
    basis: Basis = "not known" if rows is None else "estimated"
    yield Risk(kind="failure", level=level, object=name, text=text, basis=basis)


def _compatibility(operation: Operation, facts: Facts) -> Iterator[Risk]:
    match operation:
        case DropTable():
            yield _breaks(operation.before.name.sql, "is dropped", facts)
        case RenameTable():
            yield _breaks(operation.before.name.sql, f"is renamed to {operation.after.name.sql}", facts)
        case DropObject(before=View()):
            yield _breaks(str(operation.before.name), "is dropped", facts)
        case DropColumn() if not operation.replaced:
            yield _breaks(_old_name(operation, facts.catalog), "is dropped", facts)
        case RenameColumn():
            text = f"is renamed to {identifier(operation.after.name)}"
            yield _breaks(_old_name(operation, facts.catalog), text, facts)
        case ChangeColumnType():
            name = _old_name(operation, facts.catalog)
            text = f"changes from {operation.before.type} to {operation.after.type}"
            if facts.references(name):
                yield _breaks(name, text, facts)
        case _:
            return


def _breaks(name: str, what: str, facts: Facts) -> Risk:
    found = facts.references(name)
    program = [reference for reference in found if reference.runs]
    if not facts.code.projects:
        text = f"{name} {what}; no project was scanned, so who names it is not known"
        return Risk(kind="compatibility", level="medium", object=name, text=text, basis="not known")
    if not found:
        text = f"{name} {what}; nothing found in {', '.join(facts.code.projects)} names it"
        return Risk(kind="compatibility", level="low", object=name, text=text, basis="estimated")
    text = f"{name} {what}; {places(found)}"
    grades = {reference.grade for reference in program}
    level: Level = "high" if "exact" in grades else "medium" if grades else "low"
    return Risk(
        kind="compatibility",
        level=level,
        object=name,
        text=text,
        basis="observed" if "exact" in grades else "estimated",
    )


def places(found: Sequence[Reference]) -> str:
    """Where code names something, in words: count, components and the first place."""
    components = sorted({reference.component for reference in found})
    count = "1 place" if len(found) == 1 else f"{len(found)} places"
    return f"{count} in {', '.join(components)} (first {found[0].path}:{found[0].line})"


def _blocking(found: Sequence[Blocking]) -> Iterator[Risk]:
    for blocking in found:
        if not blocking.work:
            continue
        waits = "reads and writes wait" if blocking.mode.blocks_reads else "writes wait"
        size = f"about {blocking.rows:,} rows" if blocking.rows is not None else "size not known"
        estimate = f", for {span(blocking.seconds)}" if blocking.seconds else ""
        level: Level = "low" if blocking.small else "high" if blocking.mode.blocks_reads else "medium"
        yield Risk(
            kind="blocking",
            level=level,
            object=blocking.table,
            text=f"{waits} while the table is {blocking.work} under {blocking.mode.label} ({size}){estimate}",
            basis="observed" if blocking.seconds is None else "estimated",
        )


def column_name(table: Table, column: str) -> str:
    """Table and column as SQL."""
    return f"{table.name.sql}.{identifier(column)}"


def _member(table: Table, name: str) -> str:
    return f"{table.name.sql}.{identifier(name)}"


def _old_name(operation: DropColumn | RenameColumn | ChangeColumnType, catalog: Catalog) -> str:
    """The column as code calls it now: a table renamed in the same change still has its first name there."""
    return column_name(before(operation.table, catalog) or operation.table, operation.before.name)

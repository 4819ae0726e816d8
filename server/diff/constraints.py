"""Constraints that came, went, moved or changed, and the foreign keys of new tables."""

from collections.abc import Iterator

from server.diff.columns import dropped_with
from server.diff.comparison import Comparison, common, gone, rebuilt_by_type
from server.model.catalog import Constraint
from server.model.names import identifier
from server.model.operation import (
    AddCheck,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeConstraint,
    ChangeOther,
    DropConstraint,
    Operation,
    RenameConstraint,
    ValidateConstraint,
)

_IN_PLACE = ("deferrable", "initially_deferred", "enforced", "comment")
_ELSEWHERE = {"not null", "trigger"}
"""Seen as SetNotNull and DropNotNull or, not validated, below; and as triggers."""


def constraint_operations(comparison: Comparison) -> Iterator[Operation]:
    """Every operation on a constraint that is not part of CreateTable, DropTable or DropColumn."""
    before, after = comparison.before, comparison.after
    new = [constraint for _, constraint in gone(after.constraints, before.constraints)]
    lost = [constraint for _, constraint in gone(before.constraints, after.constraints)]
    rebuilt = [(one, other) for one in lost for other in new if rebuilt_by_type(comparison, one, other)]
    same = {oid for one, other in rebuilt for oid in (one.oid, other.oid)}
    for constraint in new:
        if constraint.oid not in same and not constraint.inherited:
            yield from _add(comparison, constraint)
    for constraint in lost:
        if constraint.oid not in same and not constraint.inherited:
            yield from _drop(comparison, constraint)
    for one, other in (*common(before.constraints, after.constraints), *rebuilt):
        if comparison.kept(other.table_oid) and not other.inherited:
            yield from _changes(comparison, one, other)
    yield from _unproved_not_null(comparison, lost, new)


def _add(comparison: Comparison, constraint: Constraint) -> Iterator[Operation]:
    after, oid = comparison.after, constraint.table_oid
    is_new = oid not in comparison.before.tables
    if constraint.kind in _ELSEWHERE or oid not in after.tables or (is_new and constraint.kind != "foreign key"):
        return
    number = comparison.changed("constraints", constraint.oid, "validated")
    table = after.tables[oid]
    match constraint.kind:
        case "foreign key":
            yield _foreign_key(comparison, constraint, number)
        case "check":
            yield AddCheck(statement=number, table=table, after=constraint)
        case "exclusion":
            yield AddExclusion(statement=number, table=table, after=constraint)
        case _:
            index = after.indexes[constraint.index_oid]
            columns = _names(comparison, oid, constraint.columns)
            yield AddUnique(statement=number, table=table, after=constraint, index=index, columns=columns)


def _foreign_key(comparison: Comparison, constraint: Constraint, number: int) -> AddForeignKey:
    after = comparison.after
    width = len(constraint.columns)
    indexed = any(
        index.valid and index.predicate is None and set(index.columns[:width]) == set(constraint.columns)
        for index in after.indexes_of(constraint.table_oid)
    )
    return AddForeignKey(
        statement=number,
        table=after.tables[constraint.table_oid],
        referenced=after.tables[constraint.referenced_table_oid],
        after=constraint,
        columns=_names(comparison, constraint.table_oid, constraint.columns),
        referenced_columns=_names(comparison, constraint.referenced_table_oid, constraint.referenced_columns),
        indexed=indexed,
    )


def _names(comparison: Comparison, table_oid: int, numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(comparison.after.columns[table_oid, number].name for number in numbers)


def _drop(comparison: Comparison, constraint: Constraint) -> Iterator[Operation]:
    table = comparison.after.tables.get(constraint.table_oid)
    if table is None or constraint.kind in _ELSEWHERE or dropped_with(comparison, constraint):
        return
    owned = (index for index in comparison.before.indexes.values() if index.constraint_oid == constraint.oid)
    yield DropConstraint(
        statement=comparison.appeared("constraints", constraint.oid),
        table=table,
        before=constraint,
        index=next(owned, None),
    )


def _changes(comparison: Comparison, before: Constraint, after: Constraint) -> Iterator[Operation]:
    table = comparison.after.tables[after.table_oid]
    if before.name != after.name:
        yield RenameConstraint(statement=_when(comparison, after, "name"), table=table, before=before, after=after)
    # Enforcing a constraint checks every row by itself, and not enforcing it forgets the proof.
    if before.enforced == after.enforced and not before.validated and after.validated:
        number = _when(comparison, after, "validated")
        yield ValidateConstraint(statement=number, table=table, before=before, after=after)
    if any(getattr(before, name) != getattr(after, name) for name in _IN_PLACE):
        yield ChangeConstraint(statement=_when(comparison, after, *_IN_PLACE), table=table, before=before, after=after)


def _when(comparison: Comparison, constraint: Constraint, *fields: str) -> int:
    return comparison.changed("constraints", constraint.oid, *fields)


def _unproved_not_null(comparison: Comparison, lost: list[Constraint], new: list[Constraint]) -> Iterator[ChangeOther]:
    """NOT NULL constraints not validated, which PostgreSQL has from 18 on; a validated one is the column's own flag."""
    for constraint, is_new in ((item, item in new) for item in (*lost, *new)):
        column = (
            comparison.after.columns.get((constraint.table_oid, constraint.columns[0])) if constraint.columns else None
        )
        if constraint.kind == "not null" and column is not None and not constraint.inherited and not column.not_null:
            table = comparison.after.tables[constraint.table_oid]
            text = f"{constraint.definition} NOT VALID"
            yield ChangeOther(
                statement=comparison.appeared("constraints", constraint.oid),
                kind="not null constraint",
                identity=f"{identifier(constraint.name)} on {table.name.sql}",
                before=None if is_new else text,
                after=text if is_new else None,
            )

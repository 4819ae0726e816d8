"""Which tables a change alters in a way that PostgreSQL writes or reads them for while everybody waits.

Such a table can be made anew beside the one that is there, in the form it is to have, and take its place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.model.catalog import Catalog, Column, Constraint, Table
from server.model.impact import Observation
from server.model.operation import (
    AddColumn,
    AddExclusion,
    ChangeColumn,
    ChangeRows,
    CreateIndex,
    DropConstraint,
    DropIndex,
    Operation,
)
from server.model.ranking import Choice, Form, Ranking, forms_that_fit
from server.plan.ddl import column_is, constraint_is
from server.plan.renumbered import as_another
from server.plan.replacement_obstacles import UNPROVED_KEYS_SINCE, Shapes, obstacle_of_shapes, stands_on
from server.plan.table_copy import ANY_ROW
from server.plan.table_replacement import Rebuilt, Replacement, tables_of
from server.plan.table_swap import referring, views_over

_EXPRESSION = ("expression",)
"""What ALTER COLUMN … SET EXPRESSION changes (PostgreSQL 17 and newer)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A change as it was seen, and what tells small tables from large ones."""

    before: Catalog
    after: Catalog
    operations: tuple[Operation, ...]
    observations: Mapping[int, Observation]
    """By statement number."""
    small_rows: int
    """Tables known to hold at most this many rows are altered as they are, unless that went wrong before."""
    ranking: Ranking
    archived: bool
    """Whether the old table stays."""


def find_rebuilds(altered: Altered) -> tuple[Replacement, ...]:
    """All of them, each with what stands in its way."""
    found = []
    for oid, table in sorted(altered.before.tables.items()):
        causes = [operation for operation in altered.operations if _is_cause(altered, oid, operation)]
        if causes and oid in altered.after.tables:
            fit = forms_that_fit(small=0 <= table.rows_estimate <= altered.small_rows)
            choices = tuple(choice for each in causes for choice in _choices(altered, fit, table, each))
            if choices or fit[0] == "online":
                found.append(_rebuild(altered, table, causes[0], choices))
    return tuple(found)


def _choices(altered: Altered, fit: tuple[Form, ...], table: Table, cause: Operation) -> tuple[Choice, ...]:
    match cause:
        case AddColumn():
            strategy = "add_column"
        case AddExclusion():
            strategy = "add_exclusion"
        case _:
            # at once it runs as written, as much else does, which says nothing of it
            strategy = "rebuild_a_table"
    return altered.ranking.choices(fit, strategy=strategy, table=table.name.sql)


def _is_cause(altered: Altered, oid: int, operation: Operation) -> bool:
    """Whether it keeps everybody from the table for as long as it takes to write or read all of it."""
    match operation:
        case AddExclusion(table=table):
            return table.oid == oid
        case AddColumn(table=table, after=column) if table.oid == oid and column.key not in altered.before.columns:
            return (column.generated == "stored" or column.type_kind == "domain") and _rewrites(altered, operation)
        case ChangeColumn(table=table, after=column, aspects=aspects) if table.oid == oid:
            return column.generated == "stored" and aspects == _EXPRESSION
        case _:
            return False


def _rewrites(altered: Altered, operation: AddColumn) -> bool:
    seen = altered.observations.get(operation.statement)
    return seen is None or operation.table.name.sql in seen.rewritten


def _rebuild(altered: Altered, table: Table, cause: Operation, choices: tuple[Choice, ...]) -> Replacement:
    catalog, new = as_another(altered.after, altered.after.tables[table.oid])
    shapes = Shapes(before=altered.before, after=catalog, old=(table,), new=(new,), kept=None, coverage=ANY_ROW)
    around = [o for o in altered.operations if table.oid in tables_of(o, altered.before, altered.after)]
    parts = tuple(operation for operation in around if not isinstance(operation, ChangeRows))
    rebuilt = Rebuilt(
        columns=tuple(part.after for part in parts if isinstance(part, AddColumn) and not part.after.generated),
        exclusions=tuple(part.after for part in parts if isinstance(part, AddExclusion)),
        mark=next(_marks(altered.before, table, parts), ""),
        choices=tuple(dict.fromkeys(choices)),
    )
    return Replacement(
        before=table,
        after=new,
        kept=None,
        statement=cause.statement,
        shapes=shapes,
        parts=parts,
        obstacle=_obstacle(altered, shapes, around, rebuilt),
        rebuilt=rebuilt,
    )


def _marks(before: Catalog, table: Table, parts: tuple[Operation, ...]) -> Iterator[str]:
    names = {constraint.name for constraint in before.constraints_of(table.oid)}
    for part in parts:
        match part:
            case AddColumn(after=column):
                yield column_is(table.name, column.name)
            case AddExclusion(after=constraint) if constraint.name not in names:
                yield constraint_is(table.name, constraint.name)
            case _:
                pass


def _obstacle(altered: Altered, shapes: Shapes, around: list[Operation], rebuilt: Rebuilt) -> str:
    table = shapes.old[0]
    reasons = {
        "it is no ordinary table, or a partition.": table.kind != "table" or table.partition_of is not None,
        "it is renamed or moved by the same change.": table.name != shapes.new[0].name,
        "the change does more to the table.": not all(_fits_in(altered, around, each) for each in around),
        "nothing tells the new table from the old one, which the policy lets nobody keep.": (
            not rebuilt.mark and not altered.archived
        ),
        "foreign keys refer to it that change too, are not enforced, or cannot be NOT VALID before 18.": (
            _keys_to(shapes.before, table) != _keys_to(shapes.after, shapes.new[0])
            or any(not _may_be_repointed(shapes.before, each) for each in referring(shapes.before, table))
        ),
        "foreign keys of its own refer to it.": any(
            each.referenced_table_oid == table.oid for each in shapes.before.constraints_of(table.oid)
        ),
        "views over it change too.": _views(shapes.before, table) != _views(shapes.after, shapes.new[0]),
        "materialized views, rules, publications or the like stand on it.": stands_on(shapes, "view"),
        "a constraint or unique index uses what a column computes, which changes.": _uses_computed(shapes),
    }
    return next((reason for reason, holds in reasons.items() if holds), "") or obstacle_of_shapes(shapes)


def _keys_to(catalog: Catalog, table: Table) -> set[tuple[int, str, str]]:
    return {(key.oid, key.name, key.definition) for _, key in referring(catalog, table)}


def _may_be_repointed(catalog: Catalog, pair: tuple[Table, Constraint]) -> bool:
    """Whether its key can come back without a proof, which follows later."""
    table, key = pair
    return key.enforced and (table.kind == "table" or catalog.server_version >= UNPROVED_KEYS_SINCE)


def _views(catalog: Catalog, table: Table) -> set[tuple[int, str, tuple[str, ...]]]:
    return {(view.oid, view.definition, view.columns) for view in views_over(catalog, table)}


def _uses_computed(shapes: Shapes) -> bool:
    """Whether constraints or unique indexes of the old table are about columns with another expression."""
    table, catalog = shapes.old[0], shapes.before
    old = {column.number for column in catalog.columns_of(table.oid)}
    changed = {column.number for column in shapes.computed} & old
    rules = [each.columns for each in catalog.constraints_of(table.oid) if each.kind != "not null"]
    unique = [each.columns for each in catalog.indexes_of(table.oid) if each.unique]
    return any(changed & set(columns) for columns in (*rules, *unique))


def _fits_in(altered: Altered, around: list[Operation], operation: Operation) -> bool:
    """Whether the table made anew simply has it, or rows are changed before it is made."""
    match operation:
        case AddColumn(after=column):
            return _is_filled_alike(altered, column)
        case AddExclusion():
            return True
        case DropConstraint(before=Constraint(kind=kind)):
            return kind == "exclusion"
        case CreateIndex(after=index) | DropIndex(before=index):
            return not index.unique
        case ChangeColumn(aspects=aspects):
            return aspects == _EXPRESSION
        case ChangeRows(statement=number):
            return all(number < each.statement for each in around if not isinstance(each, ChangeRows))
        case _:
            return False


def _is_filled_alike(altered: Altered, column: Column) -> bool:
    """Whether each row has the same in a new column, or what its other columns say: now() is another in each batch."""
    if column.generated:
        # a row that its domain refuses would be refused to old code
        return column.type_kind != "domain"
    counted = any(sequence.owned_by == column.key for sequence in altered.after.sequences.values())
    empty = column.not_null and column.default is None and column.type_kind != "domain"
    return not (column.identity or counted or empty) and column.default_volatility in ("none", "constant")

"""What the way back asks of rows before a rule comes back: others may have written some meanwhile that break it."""

from server.model.catalog import Constraint, Index
from server.model.names import QualifiedName, identifier
from server.model.plan import Check
from server.plan.context import Context
from server.plan.offenders import Offenders, breaking, orphans
from server.plan.rules import no_duplicates


def holds_again(
    context: Context, table: QualifiedName, constraint: Constraint, index: Index | None
) -> tuple[Check, ...]:
    """That every row keeps a constraint of the schema before; nothing where no plain query can tell.

    Args:
        table: The name the table has when it is asked.
        constraint: One that comes back for all rows.
        index: The one that backed it.
    """
    if index is not None and constraint.kind in ("unique", "primary key"):
        return no_duplicates(table, tuple(_names(context, constraint)), index)
    found = breaking_since(context, table, constraint)
    return () if found is None else (found.check(told(constraint)),)


def told(constraint: Constraint) -> str:
    """What is said of rows that break it."""
    return f"rows written since break {identifier(constraint.name)}: mend them before going back"


def breaking_since(context: Context, table: QualifiedName, constraint: Constraint) -> Offenders | None:
    """Rows that break a check or foreign key that comes back for all rows; None of any other."""
    if not constraint.validated:
        return None
    if constraint.kind == "check":
        return breaking(table, constraint.expression or "true")
    if constraint.kind != "foreign key" or _is_over_periods(context, constraint):
        return None
    oid = constraint.referenced_table_oid
    there = [context.before.columns[oid, number].name for number in constraint.referenced_columns]
    return orphans(table, _names(context, constraint), context.before.tables[oid].name, there)


def _names(context: Context, constraint: Constraint) -> list[str]:
    return [context.before.columns[constraint.table_oid, number].name for number in constraint.columns]


def _is_over_periods(context: Context, constraint: Constraint) -> bool:
    """Whether a foreign key asks for rows that cover a period, not for an equal one (PostgreSQL 18 and newer)."""
    # such a key is the only one whose referenced index is no B-tree
    index = context.before.indexes.get(constraint.index_oid)
    return index is not None and index.method != "btree"

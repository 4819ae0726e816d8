"""Dangers of single statements that do more, or less, than their text seems to say."""

from collections.abc import Iterator, Sequence

from server.grammar import Node, body_of, enum_name, kind_of, messages, statement
from server.model.catalog import Catalog
from server.model.change import Change, Statement
from server.model.fingerprint import fingerprint
from server.model.names import identifier
from server.model.operation import (
    ChangeOther,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
    Operation,
)
from server.model.plan import Hazard

_DROPS = DropTable | DropColumn | DropConstraint | DropIndex | DropObject
_SAY_NOTHING_OF_THE_SCHEMA = frozenset(
    [
        *("variable_set_stmt", "drop_stmt", "vacuum_stmt", "reindex_stmt", "cluster_stmt", "refresh_mat_view_stmt"),
        *("check_point_stmt", "explain_stmt", "variable_show_stmt"),
    ]
)
"""Statements without effect on the schema that are carried out all the same, or need not be."""


def hazards_of_statements(
    change: Change, operations: Sequence[Operation], states: Sequence[tuple[Catalog, Catalog]]
) -> tuple[Hazard, ...]:
    """What CASCADE takes along without naming it, and statements of which nothing comes.

    Args:
        change: As it was read.
        operations: What it really does, by statement.
        states: The schema before and after each statement.
    """
    told = {operation.statement for operation in operations}
    # what two statements do to one object is told of one of them
    idle = {
        statement.number
        for statement, (earlier, later) in zip(change.statements, states, strict=True)
        if statement.number not in told and fingerprint(earlier) == fingerprint(later)
    }
    return tuple(
        hazard
        for each in change.statements
        for hazard in _of(
            each,
            [operation for operation in operations if operation.statement == each.number],
            idle=each.number in idle,
        )
    )


def _of(given: Statement, operations: Sequence[Operation], *, idle: bool) -> Iterator[Hazard]:
    if not idle:
        yield from _cascade(given, operations)
    elif given.kind not in _SAY_NOTHING_OF_THE_SCHEMA and given.rows is None:
        yield _left_out(given)


def _cascade(given: Statement, operations: Sequence[Operation]) -> Iterator[Hazard]:
    drops = [each for each in operations if isinstance(each, _DROPS) or _is_dropped(each)]
    if len(drops) < 2:
        return
    node = statement(given.sql)
    if not any(_says_cascade(message) for message in messages(node)):
        return
    taken = sorted({_name(each) for each in drops if not isinstance(each, _named_by(node)) or not _names(node, each)})
    if taken:
        yield Hazard(
            code="drops-more-than-named",
            object=f"statement {given.number}",
            effect=f"CASCADE drops {', '.join(taken)} as well, which the statement does not name.",
            remedy="Drop each by name, in an order that needs no CASCADE, once nothing uses it.",
            source="https://www.postgresql.org/docs/18/ddl-depend.html",
            avoided=False,
        )


def _named_by(node: Node) -> tuple[type, ...]:
    """The kinds of operations on what the statement names, not on what goes along."""
    if kind_of(node) != "drop_stmt":
        return (DropColumn, DropConstraint)
    kind = enum_name(body_of(node), "remove_type")
    return {"OBJECT_TABLE": (DropTable,), "OBJECT_INDEX": (DropIndex,), "OBJECT_SCHEMA": ()}.get(kind, (DropObject,))


def _names(node: Node, operation: Operation) -> bool:
    named = {message.sval for message in messages(node) if message.DESCRIPTOR.name == "String"}
    named |= {message.name for message in messages(node) if message.DESCRIPTOR.name == "AlterTableCmd"}
    return _own_name(operation) in named


def _is_dropped(operation: Operation) -> bool:
    return isinstance(operation, ChangeOther) and operation.after is None and operation.kind in ("policy", "rule")


def _says_cascade(message: Node) -> bool:
    behaves = any(each.name == "behavior" for each in message.DESCRIPTOR.fields)
    return behaves and enum_name(message, "behavior") == "DROP_CASCADE"


def _own_name(operation: Operation) -> str:
    match operation:
        case DropTable(before=table):
            return table.name.name
        case DropColumn(before=column):
            return column.name
        case DropConstraint(before=constraint):
            return constraint.name
        case DropIndex(before=index):
            return index.name
        case DropObject(before=value):
            return value.name if isinstance(value.name, str) else value.name.name
        case _:
            return ""


def _name(operation: Operation) -> str:
    match operation:
        case DropTable(before=table):
            return f"table {table.name.sql}"
        case DropColumn(table=table, before=column):
            return f"column {table.name.sql}.{identifier(column.name)}"
        case DropConstraint(table=table, before=constraint):
            return f"constraint {table.name.sql}.{identifier(constraint.name)}"
        case DropObject(before=value):
            own = value.name if isinstance(value.name, str) else value.name.sql
            return f"{type(value).__name__.lower()} {own}"
        case ChangeOther(kind=kind, identity=identity):
            return f"{kind} {identity}"
        case _:
            return _own_name(operation)


def _left_out(given: Statement) -> Hazard:
    skips = any(getattr(message, "if_not_exists", False) for message in messages(statement(given.sql)))
    skips = skips or any(
        message.missing_ok and enum_name(message, "subtype") == "AT_AddColumn"
        for message in messages(statement(given.sql))
        if message.DESCRIPTOR.name == "AlterTableCmd"
    )
    exists = (
        "Something of that name is there, and IF NOT EXISTS keeps it, whatever it looks like, even an invalid index."
    )
    return Hazard(
        code="statement-left-out",
        object=f"statement {given.number}",
        effect=exists if skips else "The schema is the same after it, so that no step of a plan carries it out.",
        remedy="Compare what is there with what is wanted, and write the difference as ALTER or DROP."
        if skips
        else "Run it by hand where it matters, such as for the value of a sequence.",
        source="observed on the shadow: the schema is the same before and after it",
        avoided=False,
    )

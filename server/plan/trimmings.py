"""What goes with a view, function or trigger and has to be made again with it."""

from server.model.catalog import PG_CLASS, PG_PROC, PG_TRIGGER, Address, Catalog, Function, Trigger
from server.model.operation import ChangeOther, Standalone
from server.plan.context import Context


def address_of(value: Standalone) -> Address:
    """Where the catalog keeps it."""
    match value:
        case Function(oid=oid):
            return (PG_PROC, oid, 0)
        case Trigger(oid=oid):
            return (PG_TRIGGER, oid, 0)
        case _:
            return (PG_CLASS, value.oid, 0)


def trimmings_of(catalog: Catalog, value: Standalone) -> tuple[str, ...]:
    """SQL that makes everything that goes with the object: privileges, rules, comments and defaults of columns."""
    own = address_of(value)
    return tuple(
        statement
        for other in catalog.others.values()
        if _goes_with(other.part_of, own) and not (other.kind == "comment" and other.address == own)
        for statement in other.definition
    )


def _goes_with(address: Address | None, whole: Address) -> bool:
    return address is not None and address[:2] == whole[:2]


def is_trimming(context: Context, operation: ChangeOther, whole: Address) -> bool:
    """Whether the operation is about something that goes with the object, before or after."""
    for catalog in (context.before, context.after):
        if operation.kind == "index":
            if any(index.name == operation.identity for index in catalog.indexes_of(whole[1])):
                return True
            continue
        other = catalog.others.get((operation.kind, operation.identity))
        if other is not None and _goes_with(other.part_of, whole):
            return True
    return False

"""Views, functions and triggers that a change takes away and makes again, found as sets that change over together."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.model.catalog import (
    PG_CLASS,
    PG_REWRITE,
    PG_TYPE,
    Catalog,
    Enum,
    Function,
    Sequence,
    Trigger,
    View,
)
from server.model.operation import ChangeObject, ChangeOther, CreateObject, DropObject, Operation, Standalone
from server.plan.context import Context
from server.plan.remade_views import is_remade
from server.plan.trimmings import address_of, is_trimming


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Objects that stand in each other's way, so that one transaction must take some away and make others."""

    dropped: tuple[DropObject, ...]
    """What depends on others before those."""
    created: tuple[CreateObject, ...]
    """What others depend on before those."""
    trimmings: tuple[ChangeOther, ...]
    """Privileges, comments, rules and the like that go with them."""

    @property
    def members(self) -> tuple[Operation, ...]:
        """All operations that are carried out."""
        return (*self.dropped, *self.created, *self.trimmings)

    @property
    def trigger(self) -> ChangeObject | None:
        """The trigger that is made again, where that is all."""
        match self.dropped, self.created:
            case (DropObject(before=Trigger() as before),), (CreateObject(after=Trigger() as after, table=table),):
                number = min(each.statement for each in self.members)
                return ChangeObject(statement=number, before=before, after=after, table=table)
            case _:
                return None

    def pairs(self, context: Context) -> Iterator[tuple[Standalone, Standalone]]:
        """What is made again, before and after."""
        made = {object_key(context, each.after): each.after for each in self.created}
        for each in self.dropped:
            if (after := made.get(object_key(context, each.before))) is not None:
                yield each.before, after


def find_exchanges(context: Context) -> tuple[Exchange, ...]:
    """One for the views and functions with all that stands on them, and one for each trigger that stands alone."""
    dropped = [each for each in context.operations if isinstance(each, DropObject) and _changes(context, each.before)]
    created = [each for each in context.operations if isinstance(each, CreateObject) and _changes(context, each.after)]
    again = {object_key(context, each.after) for each in created} & {
        object_key(context, each.before) for each in dropped
    }
    if not again:
        return ()
    needs = Needs(context.after)
    old = {each.before.oid for each in dropped if object_key(context, each.before) in again}
    new = {each.after.oid for each in created if object_key(context, each.after) in again}
    # what is made for the first time, and needs what is made again, can come no earlier
    new |= {each.after.oid for each in created if needs.of(each.after) & new}
    apart = []
    for each in created:
        trigger = each.after
        if isinstance(trigger, Trigger) and trigger.oid in new and not needs.of(trigger) & new:
            ones = {
                one.before.oid for one in dropped if object_key(context, one.before) == object_key(context, trigger)
            }
            apart.append(_exchange(context, dropped, created, ones, {trigger.oid}))
            old, new = old - ones, new - {trigger.oid}
    return (*([_exchange(context, dropped, created, old, new)] if new else ()), *apart)


def _changes(context: Context, value: Standalone) -> bool:
    """Whether it is code of which a change of type does not take care."""
    return _is_code(value) and not (isinstance(value, View) and is_remade(context, value))


def object_key(context: Context, value: Standalone) -> tuple[object, ...]:
    """What two objects cannot share."""
    match value:
        case View(name=name):
            return ("relation", name)
        case Function(name=name, argument_types=types):
            return ("function", name, types)
        case Trigger(table_oid=table, name=name):
            # a view that is made again is another one of the same name
            view = context.standing_on(value, None)
            return ("trigger", view.name if view else table, name)
        case Sequence() | Enum():
            return ("other", value.oid)


def _is_code(value: Standalone) -> bool:
    return isinstance(value, View | Function | Trigger)


def _exchange(
    context: Context, dropped: list[DropObject], created: list[CreateObject], old: set[int], new: set[int]
) -> Exchange:
    standing = _in_order([each.before for each in dropped if each.before.oid in old], Needs(context.before))
    coming = _in_order([each.after for each in created if each.after.oid in new], Needs(context.after))
    by_oid = {each.before.oid: each for each in dropped}, {each.after.oid: each for each in created}
    ones = tuple(by_oid[0][value.oid] for value in reversed(standing))
    others = tuple(by_oid[1][value.oid] for value in coming)
    wholes = [*(address_of(each.before) for each in ones), *(address_of(each.after) for each in others)]
    return Exchange(
        dropped=ones,
        created=others,
        trimmings=tuple(
            each
            for each in context.operations
            if isinstance(each, ChangeOther) and any(is_trimming(context, each, whole) for whole in wholes)
        ),
    )


class Needs:
    """Which objects an object cannot do without, directly and by way of others."""

    def __init__(self, catalog: Catalog) -> None:
        self._direct: dict[int, set[int]] = {}
        wholes = {
            address[1]: edge.target[1]
            for address, edges in catalog.edges.items()
            if address[0] in (PG_REWRITE, PG_TYPE)
            for edge in edges
            if edge.kind == "i" and edge.target[0] in (PG_CLASS, PG_TYPE)
        }
        for address, edges in catalog.edges.items():
            source = wholes.get(address[1], address[1])
            for edge in edges:
                target = edge.target[1]
                while edge.target[0] == PG_TYPE and target in wholes:
                    target = wholes[target]
                self._direct.setdefault(source, set()).add(target)

    def of(self, value: Standalone) -> set[int]:
        """OIDs of all of them, without its own."""
        found: set[int] = set()
        waiting = [value.oid]
        while waiting:
            for oid in self._direct.get(waiting.pop(), set()) - found:
                found.add(oid)
                waiting.append(oid)
        return found - {value.oid}


def _in_order(values: list[Standalone], needs: Needs) -> list[Standalone]:
    """What others need before those; without circles, as these objects have none."""
    wanted = {value.oid: needs.of(value) for value in values}
    return sorted(values, key=lambda value: sum(oid in wanted for oid in wanted[value.oid]))

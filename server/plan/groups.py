"""Operations of which none can be planned without the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from server.model.operation import Operation
from server.plan.context import Context
from server.plan.exchange import find_exchanges
from server.plan.fragment import Fragment
from server.plan.strategies.change_rights import change_rights, find_rights
from server.plan.strategies.replace_objects import exchange_objects, is_exchanged_online


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some operations, and what plans them."""

    members: tuple[Operation, ...]
    planned: Callable[[], Fragment]


def find_groups(context: Context) -> list[Group]:
    """Every group, none of which shares an operation with another."""
    found: list[Group] = []
    taken: set[int] = set()
    for group in _all(context):
        numbers = {id(member) for member in group.members}
        if not numbers & taken:
            found.append(group)
            taken |= numbers
    return found


def _all(context: Context) -> Iterator[Group]:
    for exchange in find_exchanges(context):
        if is_exchanged_online(context, exchange):
            yield Group(members=exchange.members, planned=partial(exchange_objects, context, exchange))
    for rights in find_rights(context):
        yield Group(members=rights.members, planned=partial(change_rights, context, rights))

"""What must wait until something else has left: a name that is taken, and a key that would be taken for another."""

from collections import defaultdict
from collections.abc import Iterator

from server.diff.deeds import Deeds, Node

_Name = tuple[str, str]


def vacancy_edges(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """Pairs of which the first node comes before the second."""
    yield from _names_free_first(deeds)
    yield from _superfluous_keys_first(deeds)


def _names_free_first(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    taken: dict[_Name, list[Node]] = defaultdict(list)
    for name, node in _takings(deeds):
        taken[name].append(node)
    for name, leaving in _freeings(deeds):
        for taking in taken.get(name, ()):
            yield leaving, taking


def _takings(deeds: Deeds) -> Iterator[tuple[_Name, Node]]:
    for key in deeds.actions.created:
        if (made := deeds.making(key)) is not None:
            for name in deeds.after.pieces[key].names:
                yield name, made
    for key in deeds.actions.altered:
        if ("alter", key) in deeds.nodes:
            for name in set(deeds.after.pieces[key].names) - set(deeds.before.pieces[key].names):
                yield name, ("alter", key)


def _freeings(deeds: Deeds) -> Iterator[tuple[_Name, Node]]:
    for key in deeds.actions.removed:
        for name in deeds.before.pieces[key].names:
            for leaving in deeds.leavings(key):
                yield name, leaving
    for key in deeds.actions.altered:
        if ("alter", key) in deeds.nodes:
            freeing: Node = ("loosen", key) if ("loosen", key) in deeds.nodes else ("alter", key)
            for name in set(deeds.before.pieces[key].names) - set(deeds.after.pieces[key].names):
                yield name, freeing


def _superfluous_keys_first(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """A foreign key stands on whichever unique index of the columns it meets first."""
    removed = {key for key in deeds.actions.removed if deeds.before.pieces[key].unique}
    for key in deeds.actions.created if removed else ():
        made = deeds.making(key)
        if made is None or not deeds.after.pieces[key].refers:
            continue
        for column in deeds.after.needs[key] & deeds.before.pieces.keys():
            for other in deeds.before.needed_by[column] & removed:
                for leaving in deeds.leavings(other):
                    yield leaving, made

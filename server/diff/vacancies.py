"""What takes a name that another one has still to leave."""

from collections import defaultdict
from collections.abc import Iterator

from server.diff.deeds import Deeds, Node

_Name = tuple[str, str]


def vacancy_edges(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """Pairs of which the first node comes before the second."""
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

"""What must wait while a table is tied to what lends it columns and rules: its parent, or the type it is of."""

from collections.abc import Iterator

from server.diff.deeds import Deeds, Node
from server.diff.piece import Key

_MUST_MATCH = frozenset(["column", "composite type attribute", "constraint", "not null"])
"""Kinds in which a table and what it is to be tied to must agree."""


def tie_edges(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """Pairs of which the first node comes before the second."""
    yield from _untied_first(deeds)
    yield from _tied_last(deeds)


def _untied_first(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """Only what is no longer tied can differ from what lent it."""
    for key, tie in deeds.before.ties.items():
        piece = deeds.before.pieces[key]
        if ("drop", tie) in deeds.nodes and piece.follows is not None:
            for other in (key, *piece.lent_by):
                for node in _changes(deeds, other):
                    yield (("drop", tie), node)


def _changes(deeds: Deeds, key: Key) -> Iterator[Node]:
    for deed in ("loosen", "alter"):
        if (deed, key) in deeds.nodes:
            yield (deed, key)
    if key in deeds.actions.removed:
        yield from deeds.leavings(key)


def _tied_last(deeds: Deeds) -> Iterator[tuple[Node, Node]]:
    """Everything agrees before a table is tied."""
    for key, tie in deeds.after.ties.items():
        piece = deeds.after.pieces[key]
        if ("create", tie) in deeds.nodes and piece.follows is not None:
            for other in (key, *piece.lent_by):
                if (made := deeds.making(other)) is not None:
                    yield (made, ("create", tie))
    for tie in {tie for tie in deeds.after.ties.values() if ("create", tie) in deeds.nodes}:
        for node in _superfluous(deeds, tie):
            yield (node, ("create", tie))


def _superfluous(deeds: Deeds, tie: Key) -> Iterator[Node]:
    """The leavings of what only one of the two has."""
    whole = deeds.after.pieces[tie].whole
    sides = {*deeds.after.needs[tie], *((whole,) if whole else ())} & deeds.before.pieces.keys()
    parts = {part for side in sides for part in deeds.before.needed_by[side]}
    parts |= {rule for part in parts if part[0] == "column" for rule in deeds.before.needed_by[part]}
    for part in sorted(parts & deeds.actions.removed):
        if part[0] in _MUST_MATCH:
            yield from deeds.leavings(part)

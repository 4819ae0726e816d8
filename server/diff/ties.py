"""What must wait while a table is tied to what lends it columns and rules: its parent, or the type it is of."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from server.diff.actions import Actions
from server.diff.assembly import Assembly
from server.diff.piece import Key

Deed = Literal["drop", "loosen", "alter", "create", "adapt"]
Node = tuple[Deed, Key]

_MUST_MATCH = frozenset(["column", "composite type attribute", "constraint", "not null"])
"""Kinds in which a table and what it is to be tied to must agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Nodes that tie or untie tables, among all nodes."""

    before: Assembly
    after: Assembly
    actions: Actions
    nodes: Collection[Node]
    leavings: Callable[[Key], list[Node]]
    """The nodes after which a piece is gone."""
    making: Callable[[Key], Node | None]
    """The node after which a piece is as it should be, if there is one."""

    def edges(self) -> Iterator[tuple[Node, Node]]:
        """Pairs of which the first node comes before the second."""
        yield from self._untied_first()
        yield from self._tied_last()

    def _untied_first(self) -> Iterator[tuple[Node, Node]]:
        """Only what is no longer tied can differ from what lent it."""
        for key, tie in self.before.ties.items():
            piece = self.before.pieces[key]
            if ("drop", tie) in self.nodes and piece.follows is not None:
                for other in (key, *piece.lent_by):
                    for node in self._changes(other):
                        yield (("drop", tie), node)

    def _changes(self, key: Key) -> Iterator[Node]:
        for deed in ("loosen", "alter"):
            if (deed, key) in self.nodes:
                yield (deed, key)
        if key in self.actions.removed:
            yield from self.leavings(key)

    def _tied_last(self) -> Iterator[tuple[Node, Node]]:
        """Everything agrees before a table is tied."""
        for key, tie in self.after.ties.items():
            piece = self.after.pieces[key]
            if ("create", tie) in self.nodes and piece.follows is not None:
                for other in (key, *piece.lent_by):
                    if (made := self.making(other)) is not None:
                        yield (made, ("create", tie))
        for tie in {tie for tie in self.after.ties.values() if ("create", tie) in self.nodes}:
            for node in self._superfluous(tie):
                yield (node, ("create", tie))

    def _superfluous(self, tie: Key) -> Iterator[Node]:
        """The leavings of what only one of the two has."""
        whole = self.after.pieces[tie].whole
        sides = {*self.after.needs[tie], *((whole,) if whole else ())} & self.before.pieces.keys()
        parts = {part for side in sides for part in self.before.needed_by[side]}
        parts |= {rule for part in parts if part[0] == "column" for rule in self.before.needed_by[part]}
        for part in sorted(parts & self.actions.removed):
            if part[0] in _MUST_MATCH:
                yield from self.leavings(part)

"""What is done to pieces on the way from one schema to the other."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from server.diff.actions import Actions
from server.diff.assembly import Assembly
from server.diff.piece import Key

Deed = Literal["drop", "loosen", "alter", "create", "adapt"]
Node = tuple[Deed, Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """All nodes, and which of them bring about what."""

    before: Assembly
    after: Assembly
    actions: Actions
    nodes: Collection[Node]
    leavings: Callable[[Key], list[Node]]
    """The nodes after which a piece is gone."""
    making: Callable[[Key], Node | None]
    """The node after which a piece is as it should be, if there is one."""

"""How two schemas differ: object by object, and what would lead from one to the other."""

from dataclasses import dataclass
from typing import Literal

from server.model.rename import PossibleRename
from server.model.target import Target

Side = Literal["here", "there"]
"""The database that was asked about, or the one it is compared to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectDrift:
    """One object, such as a table with all that is part of it, that is not the same in both schemas."""

    kind: str
    name: str
    """As SQL spells it; for a routine with its arguments."""
    only: Side | None
    """Where it is, when the other schema lacks it as a whole."""
    here: tuple[str, ...]
    """Parts that only the first schema has, each with what it is."""
    there: tuple[str, ...]
    differs: tuple[str, ...]
    """Parts in both, with the attribute and both values."""

    @property
    def object(self) -> str:
        """Kind and name, such as ``table public.products``."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A page of what differs between two schemas."""

    target: Target
    """Here."""
    other: Target
    """There."""
    equal: bool
    objects: tuple[ObjectDrift, ...]
    """On this page."""
    only_here: int
    """Objects, on all pages."""
    only_there: int
    both: int
    """Objects that are in both and differ, on all pages."""
    next_cursor: str | None
    column_order: tuple[str, ...]
    """Tables whose columns stand in another order, which is no difference that counts; on the first page."""
    renames: tuple[PossibleRename, ...]
    """What is in one under one name and perhaps in the other under another; on the first page."""
    statements: tuple[str, ...]
    """SQL that makes here what is there; on the first page, and none while something may be a rename."""
    no_statements: str
    """Why there are none; empty when there are, or when the schemas are equal."""
    not_compared: tuple[str, ...]
    """Kinds of objects that are left out, and objects that are there and that nothing describes."""
